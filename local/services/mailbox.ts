export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly topicArn: string;
  readonly at: string;
}

export interface Mailbox {
  readonly list: () => readonly Mail[];
  /** The first mail, present or to come, that matches. */
  readonly wait: (matches?: (mail: Mail) => boolean, timeoutMs?: number) => Promise<Mail>;
}

export interface MailboxService extends Mailbox {
  readonly deliver: (mail: Mail) => void;
}

/** Where e-mails to every subscribed address end up. */
export const mailbox = (onMail: (mail: Mail) => void = () => undefined): MailboxService => {
  const mails: Mail[] = [];
  const readers = new Set<(mail: Mail) => void>();
  return {
    list: () => mails,
    deliver: (mail) => {
      mails.push(mail);
      readers.forEach((read) => read(mail));
      onMail(mail);
    },
    wait: (matches = () => true, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const present = mails.find(matches);
        if (present) return resolve(present);
        const read = (mail: Mail): void => {
          if (!matches(mail)) return;
          cleanUp();
          resolve(mail);
        };
        const timer = setTimeout(() => {
          cleanUp();
          reject(new Error(`No such mail came within ${timeoutMs} ms`));
        }, timeoutMs);
        const cleanUp = (): void => {
          clearTimeout(timer);
          readers.delete(read);
        };
        readers.add(read);
      }),
  };
};
