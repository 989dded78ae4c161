// The front door of the folder: reading exports of other programs.
export {
  type EntryRefusal,
  type Export,
  type ExportedEntry,
  type ExportFormat,
  type ExportRefusal,
  entryRefusals,
  exportFormatNames,
  exportFormats,
  exportRefusals,
  type LeftOut,
  leftOutWords,
  type RefusedEntry,
  type RefusedExport,
} from "./export.ts";
export { longestExportBytes, readExport } from "./read-export.ts";
