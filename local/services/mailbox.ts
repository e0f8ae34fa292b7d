export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly topicArn: string;
  readonly at: string;
}

export interface Mailbox {
  readonly list: () => readonly Mail[];
  /** The first mail that matches, already delivered or future. */
  readonly wait: (matches?: (mail: Mail) => boolean, timeoutMs?: number) => Promise<Mail>;
}

export interface MailboxService extends Mailbox {
  readonly deliver: (mail: Mail) => void;
}

/** Collects the e-mails to all subscribed addresses. */
export const mailbox = (onMail: (mail: Mail) => void = () => undefined): MailboxService => {
  const mails: Mail[] = [];
  const listeners = new Set<(mail: Mail) => void>();
  return {
    list: () => mails,
    deliver: (mail) => {
      mails.push(mail);
      listeners.forEach((listen) => listen(mail));
      onMail(mail);
    },
    wait: (matches = () => true, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const delivered = mails.find(matches);
        if (delivered) return resolve(delivered);
        const listen = (mail: Mail): void => {
          if (!matches(mail)) return;
          cleanUp();
          resolve(mail);
        };
        const timer = setTimeout(() => {
          cleanUp();
          reject(new Error(`No such mail within ${timeoutMs} ms`));
        }, timeoutMs);
        const cleanUp = (): void => {
          clearTimeout(timer);
          listeners.delete(listen);
        };
        listeners.add(listen);
      }),
  };
};
