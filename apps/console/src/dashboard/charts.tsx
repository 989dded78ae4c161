// The drawings of the dashboard, for the eye alone: whoever does not see them has the table.
import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import "@mantine/core/styles/ColorSwatch.css";
import type { Figure } from "./words.ts";

/** A row of a chart of kinds, in pixels. */
const rowHeight = 36;
const daysHeight = 240;
const axisHeight = 40;

/** No keyboard stops in what a screen reader does not know of. */
const drawn = { accessibilityLayer: false };
const still = { isAnimationActive: false };

export function Drawing({ rows, series, shape }: Figure) {
  const data = rows.map((row, at) => ({
    row,
    ...Object.fromEntries(series.map(({ name, values }) => [name, values[at] ?? 0])),
  }));
  const isDays = shape === "days";
  return (
    <div aria-hidden className="dashboard-drawing">
      <BarChart
        h={isDays ? daysHeight : rows.length * rowHeight + axisHeight}
        data={data}
        dataKey="row"
        type="stacked"
        orientation={isDays ? "horizontal" : "vertical"}
        series={series.map(({ name, color }) => ({ name, color }))}
        gridAxis={isDays ? "x" : "y"}
        tickLine="none"
        strokeDasharray="0"
        valueFormatter={(value) => value.toLocaleString("en")}
        xAxisProps={isDays ? { minTickGap: 24 } : { allowDecimals: false }}
        yAxisProps={isDays ? { allowDecimals: false, width: 56 } : { width: 132 }}
        barProps={still}
        tooltipAnimationDuration={0}
        barChartProps={drawn}
        maxBarWidth={22}
      />
      {series.length > 1 && <Legend series={series} />}
    </div>
  );
}

/** In the order of the parts of a bar, from the ground on; that of the library is sorted by name. */
function Legend({ series }: Pick<Figure, "series">) {
  return (
    <ul className="dashboard-legend">
      {series.map(({ name, color }) => (
        <li key={name}>
          <span style={{ background: color }} />
          {name}
        </li>
      ))}
    </ul>
  );
}
