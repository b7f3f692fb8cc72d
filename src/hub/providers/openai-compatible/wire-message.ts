/** A message as it is sent: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages */
export interface WireMessage {
  role: string;
  content?: unknown;
  [field: string]: unknown;
}
