// How far something with rows is.
import { Progress, Text } from "@mantine/core";
import { counted } from "../brand/times.ts";

export function ProgressBar({ label, done, total }: { label: string; done: number; total: number }) {
  const percent = total === 0 ? 0 : Math.min(100, (done / total) * 100);
  return (
    <div>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={label} />
      </Progress.Root>
      <Text size="sm" mt={6} className="import-figures">
        {done.toLocaleString("en")} of {counted(total, "row")}
      </Text>
    </div>
  );
}
