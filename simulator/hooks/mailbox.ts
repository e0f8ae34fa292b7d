import type { Clock } from "../clock";

export interface Mail {
  readonly at: string;
  readonly to: readonly string[];
  readonly subject: string;
}

/** The e-mails that BigCommerce sends about hooks and domains. */
export interface Mailbox {
  readonly mails: readonly Mail[];
  /** The recipients that each API account has set. */
  readonly recipients: Map<string, readonly string[]>;
  readonly sendMail: (clientId: string, subject: string) => void;
}

const defaultRecipients = ["owner@example.com"];

export const mailbox = (clock: Clock): Mailbox => {
  const mails: Mail[] = [];
  const recipients = new Map<string, readonly string[]>();
  return {
    mails,
    recipients,
    sendMail: (clientId, subject) =>
      void mails.push({
        at: new Date(clock.now()).toISOString(),
        to: recipients.get(clientId) ?? defaultRecipients,
        subject,
      }),
  };
};
