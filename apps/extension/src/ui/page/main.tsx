// The pages in a tab begin here.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../styles.css";
import "./page.css";
import { Pages } from "./pages.tsx";

const place = document.getElementById("root");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <Pages />
    </StrictMode>,
  );
}
