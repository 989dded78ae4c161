// The browser's own getters and functions, taken from the prototypes when the script starts. A form answers to the names
// of its fields and a document to those of its pictures: `form.action` may be an input that is called so.

const { apply } = Reflect;

function getter<O extends object, V>(prototype: O, name: string): (of: O) => V {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (!get) throw new Error(`The browser has no ${name}.`);
  return (of) => apply(get, of, []) as V;
}

function setter<O extends object, V>(prototype: O, name: string): (of: O, value: V) => void {
  const set = Object.getOwnPropertyDescriptor(prototype, name)?.set;
  if (!set) throw new Error(`The browser has no ${name} to set.`);
  return (of, value) => {
    apply(set, of, [value]);
  };
}

/** What a person can enter a login, a password or a code into. */
export type Control = HTMLInputElement | HTMLSelectElement;
/** What a tree of fields begins with. */
export type Root = Document | ShadowRoot;

export const isInput = (node: unknown): node is HTMLInputElement => node instanceof HTMLInputElement;
export const isSelect = (node: unknown): node is HTMLSelectElement => node instanceof HTMLSelectElement;
export const isForm = (node: unknown): node is HTMLFormElement => node instanceof HTMLFormElement;
export const isShadowRoot = (node: unknown): node is ShadowRoot => node instanceof ShadowRoot;

export const shadowOf = getter<Element, ShadowRoot | null>(Element.prototype, "shadowRoot");
export const hostOf = getter<ShadowRoot, Element>(ShadowRoot.prototype, "host");
export const localNameOf = getter<Element, string>(Element.prototype, "localName");
export const parentOf = getter<Node, Node | null>(Node.prototype, "parentNode");
export const isConnected = getter<Node, boolean>(Node.prototype, "isConnected");
export const textOf = getter<Node, string | null>(Node.prototype, "textContent");
export const documentElementOf = getter<Document, Element | null>(Document.prototype, "documentElement");
export const bodyOf = getter<Document, HTMLElement | null>(Document.prototype, "body");
const activeInDocument = getter<Document, Element | null>(Document.prototype, "activeElement");
const activeInShadow = getter<ShadowRoot, Element | null>(ShadowRoot.prototype, "activeElement");
export const activeOf = (root: Root): Element | null =>
  isShadowRoot(root) ? activeInShadow(root) : activeInDocument(root);

const inputValue = getter<HTMLInputElement, string>(HTMLInputElement.prototype, "value");
const selectValue = getter<HTMLSelectElement, string>(HTMLSelectElement.prototype, "value");
const setInputValue = setter<HTMLInputElement, string>(HTMLInputElement.prototype, "value");
export const setSelectedIndex = setter<HTMLSelectElement, number>(HTMLSelectElement.prototype, "selectedIndex");
export const optionsOf = getter<HTMLSelectElement, HTMLOptionsCollection>(HTMLSelectElement.prototype, "options");
export const optionValue = getter<HTMLOptionElement, string>(HTMLOptionElement.prototype, "value");
export const optionText = getter<HTMLOptionElement, string>(HTMLOptionElement.prototype, "text");
const inputType = getter<HTMLInputElement, string>(HTMLInputElement.prototype, "type");
const inputDisabled = getter<HTMLInputElement, boolean>(HTMLInputElement.prototype, "disabled");
const selectDisabled = getter<HTMLSelectElement, boolean>(HTMLSelectElement.prototype, "disabled");
const inputReadOnly = getter<HTMLInputElement, boolean>(HTMLInputElement.prototype, "readOnly");
const inputForm = getter<HTMLInputElement, HTMLFormElement | null>(HTMLInputElement.prototype, "form");
const selectForm = getter<HTMLSelectElement, HTMLFormElement | null>(HTMLSelectElement.prototype, "form");
const inputLabels = getter<HTMLInputElement, NodeList | null>(HTMLInputElement.prototype, "labels");
const selectLabels = getter<HTMLSelectElement, NodeList | null>(HTMLSelectElement.prototype, "labels");
const inputValidity = getter<HTMLInputElement, ValidityState>(HTMLInputElement.prototype, "validity");

/** -1: there is none. */
export const maxLengthOf = getter<HTMLInputElement, number>(HTMLInputElement.prototype, "maxLength");
export const valueIn = (control: Control): string => (isInput(control) ? inputValue(control) : selectValue(control));
export const setValue = (input: HTMLInputElement, value: string): void => setInputValue(input, value);
/** `select` for a list. */
export const typeOf = (control: Control): string => (isInput(control) ? inputType(control) : "select");
const { matches } = Element.prototype;
/** Also where a fieldset around it is disabled. */
export const isDisabled = (control: Control): boolean =>
  (isInput(control) ? inputDisabled(control) : selectDisabled(control)) || apply(matches, control, [":disabled"]);
export const isReadOnly = (control: Control): boolean => isInput(control) && inputReadOnly(control);
export const formOf = (control: Control): HTMLFormElement | null =>
  isInput(control) ? inputForm(control) : selectForm(control);
const buttonForm = getter<HTMLButtonElement, HTMLFormElement | null>(HTMLButtonElement.prototype, "form");
/** The form that a button sends, which it need not stand in. */
export const formOfButton = (element: Element): HTMLFormElement | null =>
  element instanceof HTMLButtonElement ? buttonForm(element) : isInput(element) ? inputForm(element) : null;
export const labelsOf = (control: Control): readonly Node[] => [
  ...((isInput(control) ? inputLabels(control) : selectLabels(control)) ?? []),
];
export const missesPattern = (input: HTMLInputElement): boolean => inputValidity(input).patternMismatch;

const { getAttribute, hasAttribute: has, getBoundingClientRect, checkVisibility, scrollIntoView } = Element.prototype;
/** The empty text where there is none. */
export const attribute = (element: Element, name: string): string => apply(getAttribute, element, [name]) ?? "";
export const hasAttribute = (element: Element, name: string): boolean => apply(has, element, [name]);
export const rectOf = (element: Element): DOMRect => apply(getBoundingClientRect, element, []);
export const isRendered = (element: Element): boolean =>
  apply(checkVisibility, element, [{ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: false }]);
export const showInView = (element: Element): void =>
  apply(scrollIntoView as (options: ScrollIntoViewOptions) => void, element, [
    { block: "center", inline: "nearest", behavior: "instant" },
  ]);

const { focus, blur } = HTMLElement.prototype;
export const focusOn = (element: HTMLElement): void => apply(focus, element, [{ preventScroll: true }]);
export const blurFrom = (element: HTMLElement): void => apply(blur, element, []);

const { dispatchEvent } = EventTarget.prototype;
/** @returns false where somebody prevented what the event stands for. */
export const dispatch = (target: EventTarget, event: Event): boolean => apply(dispatchEvent, target, [event]);

const { contains } = Node.prototype;
export const holds = (outer: Node, inner: Node): boolean => apply(contains, outer, [inner]);

const queryAll = {
  document: Document.prototype.querySelectorAll,
  fragment: DocumentFragment.prototype.querySelectorAll,
  element: Element.prototype.querySelectorAll,
};
/** Never more than a list of the moment. */
export function all(inside: Root | Element, selector: string): readonly Element[] {
  const query = inside instanceof Document ? "document" : isShadowRoot(inside) ? "fragment" : "element";
  return [...(apply(queryAll[query] as Element["querySelectorAll"], inside, [selector]) as NodeListOf<Element>)];
}

const { createTreeWalker, elementFromPoint: pointInDocument } = Document.prototype;
const { nextNode } = TreeWalker.prototype;
/** The elements of one tree in order, without those in shadow trees. Nothing is gathered before it is asked for. */
export function* elementsOf(document: Document, root: Root): Generator<Element> {
  const walker: TreeWalker = apply(createTreeWalker, document, [root, NodeFilter.SHOW_ELEMENT]);
  for (let node = apply(nextNode, walker, []); node; node = apply(nextNode, walker, [])) yield node as Element;
}

const pointInShadow = ShadowRoot.prototype.elementFromPoint as ShadowRoot["elementFromPoint"] | undefined;
/** What a person would press there, looked for inside open shadow trees too. */
export function elementAt(document: Document, x: number, y: number): Element | null {
  let hit: Element | null = apply(pointInDocument, document, [x, y]);
  for (let depth = 0; hit && depth < 40; depth += 1) {
    const inner = shadowOf(hit);
    const next: Element | null = inner && pointInShadow ? apply(pointInShadow, inner, [x, y]) : null;
    if (!next || next === hit) break;
    hit = next;
  }
  return hit;
}

/** The parent as the page is drawn: out of a shadow tree it is the host. Null above the document. */
export function outerOf(node: Node): Element | null {
  const parent = parentOf(node);
  if (isShadowRoot(parent)) return hostOf(parent);
  return parent instanceof Element ? parent : null;
}

/** The element itself and what is around it, at most so many. */
export function* around(element: Element, most: number): Generator<Element> {
  let at: Element | null = element;
  for (let left = most; at && left > 0; left -= 1) {
    yield at;
    at = outerOf(at);
  }
}

const action = getter<HTMLFormElement, string>(HTMLFormElement.prototype, "action");
/** Where a form sends to, as a whole address. */
export const actionOf = (form: HTMLFormElement): string => action(form);

/** Where the keyboard is, looked for inside open shadow trees too. */
export function focusedIn(document: Document): Element | null {
  let at = activeOf(document);
  for (let depth = 0; at && depth < 40; depth += 1) {
    const shadow = shadowOf(at);
    const inner = shadow ? activeOf(shadow) : null;
    if (!inner) break;
    at = inner;
  }
  return at;
}

const { getRootNode } = Node.prototype;
export const rootOf = (node: Node): Node => apply(getRootNode, node, []);

const byIdIn = {
  document: Document.prototype.getElementById,
  fragment: DocumentFragment.prototype.getElementById,
};
export function elementById(root: Node, id: string): Element | null {
  if (root instanceof Document) return apply(byIdIn.document, root, [id]);
  return isShadowRoot(root) ? apply(byIdIn.fragment, root, [id]) : null;
}
