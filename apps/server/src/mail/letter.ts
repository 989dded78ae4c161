// What a mail looks like: plain text and HTML of the same words. Nothing is loaded, nothing is counted.
import { escapeHtml } from "../security/html.ts";

export interface Letter {
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  /** What to look at: a time, an address. */
  readonly facts?: readonly (readonly [label: string, value: string])[];
  /** The one thing to press. */
  readonly action?: { readonly label: string; readonly url: string };
  readonly afterAction?: readonly string[];
}

export interface RenderedLetter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** @param sender the name of the installation, and where it is. */
export function renderLetter(letter: Letter, sender: { name: string; url: string }): RenderedLetter {
  const { subject, greeting, paragraphs, facts = [], action, afterAction = [] } = letter;
  const footer = `${sender.name} · ${sender.url}`;
  const text = [
    greeting,
    ...paragraphs,
    ...(facts.length > 0 ? [facts.map(([label, value]) => `${label}: ${value}`).join("\n")] : []),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...afterAction,
    `--\n${footer}`,
  ].join("\n\n");
  return { subject, text: `${text}\n`, html: html(letter, footer, { facts, afterAction }) };
}

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5";

function html(
  { subject, greeting, paragraphs, action }: Letter,
  footer: string,
  { facts, afterAction }: Required<Pick<Letter, "facts" | "afterAction">>,
): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`;
  const rows = facts
    .map(
      ([label, value]) =>
        `<tr><th align="left" style="padding:2px 16px 2px 0;font-weight:600">${escapeHtml(label)}</th>` +
        `<td style="padding:2px 0">${escapeHtml(value)}</td></tr>`,
    )
    .join("");
  const button = action
    ? `<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="background:#23306b;color:#ffffff;` +
      `padding:12px 20px;border-radius:8px;text-decoration:none;font-weight:600;display:inline-block">` +
      `${escapeHtml(action.label)}</a></p><p style="margin:0 0 16px;color:#555555;font-size:13px;word-break:break-all">` +
      `${escapeHtml(action.url)}</p>`
    : "";
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    `<body style="margin:0;background:#f4f5fa"><div style="max-width:560px;margin:0 auto;padding:32px 24px;${font};color:#1b1d29">`,
    `<h1 style="font-size:20px;margin:0 0 16px">${escapeHtml(subject)}</h1>`,
    ...[greeting, ...paragraphs].map(paragraph),
    rows === "" ? "" : `<table style="margin:0 0 16px;border-collapse:collapse;font-size:15px">${rows}</table>`,
    button,
    ...afterAction.map(paragraph),
    `<p style="margin:32px 0 0;color:#555555;font-size:13px">${escapeHtml(footer)}</p>`,
    "</div></body></html>",
  ].join("\n");
}
