// The default Trusted Types policy: text without markup passes, scripts only from this origin, everything else is refused.

interface PolicyFactory {
  createPolicy(name: string, rules: Record<string, (text: string) => string | null>): unknown;
}

const factory = (window as Window & { trustedTypes?: PolicyFactory }).trustedTypes;

factory?.createPolicy("default", {
  createHTML: (text) => (text.includes("<") ? null : text),
  createScriptURL: (text) => (new URL(text, location.origin).origin === location.origin ? text : null),
  createScript: () => null,
});
