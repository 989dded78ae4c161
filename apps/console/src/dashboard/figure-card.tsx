// One figure: what it says in a sentence, a drawing, and the table behind it.
import { Button, Group, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconChartBar, IconTable } from "@tabler/icons-react";
import { useId, useState } from "react";
import { Drawing } from "./charts.tsx";
import type { Figure } from "./words.ts";

export function FigureCard(figure: Figure) {
  const { title, sentence, series } = figure;
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const hasDrawing = series.length > 0;
  return (
    <section className="hesper-card" aria-labelledby={id} data-shape={figure.shape}>
      <Group justify="space-between" align="flex-start" gap="xs" wrap="nowrap">
        <Title order={3} size="h2" id={id}>
          {title}
        </Title>
        {hasDrawing && (
          <Button
            variant="subtle"
            size="compact-sm"
            flex="none"
            leftSection={asTable ? <IconChartBar size={16} aria-hidden /> : <IconTable size={16} aria-hidden />}
            aria-label={`${asTable ? "Show as chart" : "Show as table"}: ${title}`}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? "Show as chart" : "Show as table"}
          </Button>
        )}
      </Group>
      <Text>{sentence}</Text>
      {hasDrawing && !asTable && <Drawing {...figure} />}
      {hasDrawing && (asTable ? <ShownTable {...figure} /> : <HiddenTable {...figure} />)}
    </section>
  );
}

/** There for screen readers, whatever is drawn. */
function HiddenTable(figure: Figure) {
  return (
    <VisuallyHidden component="div">
      <FigureTable {...figure} />
    </VisuallyHidden>
  );
}

function ShownTable(figure: Figure) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with the keyboard.
    <section className="dashboard-table" aria-label={`${figure.title}, table`} tabIndex={0}>
      <FigureTable {...figure} />
    </section>
  );
}

function FigureTable({ title, rowsAre, rows, series }: Figure) {
  return (
    <table aria-label={title}>
      <thead>
        <tr>
          <th scope="col">{rowsAre}</th>
          {series.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            {series.map(({ name, values }) => (
              <td key={name}>{(values[at] ?? 0).toLocaleString("en")}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
