// The look: night blue for what can be done, amber for what deserves a look, calm greys for the rest.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const night: MantineColorsTuple = [
  "#eff1fb",
  "#dde1f4",
  "#bac2e9",
  "#9ba6e0",
  "#7c89d6",
  "#6371cd",
  "#4f5dc0",
  "#3f4ca6",
  "#35418f",
  "#262f6b",
];

const amber: MantineColorsTuple = [
  "#fff7e6",
  "#ffeccb",
  "#ffd894",
  "#fec65f",
  "#f7b733",
  "#e5a01b",
  "#c28410",
  "#8f5f06",
  "#744c04",
  "#573802",
];

/** Greys with a little of the night in them. */
const dark: MantineColorsTuple = [
  "#d5d9e8",
  "#b9bfd4",
  "#9aa2bd",
  "#6b7390",
  "#434b64",
  "#333a52",
  "#252b3f",
  "#1a1f30",
  "#131726",
  "#0c0f1a",
];

const systemFont = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";
const monospaceFont = "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Liberation Mono', Menlo, Consolas, monospace";

export const theme = createTheme({
  colors: { night, amber, dark },
  primaryColor: "night",
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: "md",
  fontFamily: systemFont,
  fontFamilyMonospace: monospaceFont,
  headings: {
    fontFamily: systemFont,
    fontWeight: "650",
    sizes: { h1: { fontSize: "1.625rem" }, h2: { fontSize: "1.125rem" } },
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Close the message" } } },
    // The list itself scrolls, not a box in it: keyboard and screen reader know the list as the field's own.
    Select: {
      defaultProps: {
        withScrollArea: false,
        styles: { options: { maxHeight: "min(20rem, 50vh)", overflowY: "auto" } },
      },
    },
    Modal: {
      defaultProps: {
        closeButtonProps: { "aria-label": "Close" },
        // The head of a dialogue is a <header>; without this it would count as a second banner of the page.
        attributes: { header: { role: "none" } },
        centered: true,
        styles: { title: { fontWeight: 650, fontSize: "1.125rem" } },
      },
    },
  },
});

/** Mantine's own dimmed, error and green texts are too pale to read for some (WCAG 1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-dimmed": "#565d72",
    "--mantine-color-placeholder": "#6b7285",
    "--mantine-color-error": "#b42318",
    "--mantine-color-teal-light-color": "#066649",
    "--hesper-ground": "#f6f7fb",
    "--hesper-line": "#e0e3ee",
  },
  dark: {
    "--mantine-color-dimmed": "#a4abc4",
    "--mantine-color-placeholder": "#8f97b2",
    "--mantine-color-error": "#ff9a8f",
    "--hesper-ground": "#111522",
    "--hesper-line": "#2a3047",
  },
});
