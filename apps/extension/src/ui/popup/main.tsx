// The pop-up begins here.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../styles.css";
import "./popup.css";
import { Popup } from "./popup.tsx";

const place = document.getElementById("root");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <Popup />
    </StrictMode>,
  );
}
