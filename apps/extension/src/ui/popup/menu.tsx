// What is done seldom: pages of the extension, syncing, locking.
import { useEffect, useRef, useState } from "react";
import type { SiteView } from "../../messages/answers.ts";
import { useDoing } from "../asking.ts";
import { Icon, type IconName } from "../brand/icon.tsx";
import { openPage } from "./open-page.ts";

export function Menu({ site }: { site: SiteView | null }) {
  const [isOpen, setOpen] = useState(false);
  const doing = useDoing();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const items = () => [...(root.current?.querySelectorAll<HTMLElement>(".menu button") ?? [])];
    items()[0]?.focus();
    const onPointer = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      const all = items();
      const at = all.findIndex((one) => one.matches(":focus"));
      if (event.key === "ArrowDown") all[(at + 1) % all.length]?.focus();
      else if (event.key === "ArrowUp") all.at(at - 1)?.focus();
      else if (event.key === "Escape") {
        setOpen(false);
        button.current?.focus();
      } else return;
      event.preventDefault();
    };
    document.addEventListener("pointerdown", onPointer);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPointer);
      document.removeEventListener("keydown", onKey);
    };
  }, [isOpen]);
  const add = site
    ? `add/${encodeURIComponent(`${site.secure ? "https" : "http"}://${site.punycode ?? site.host}`)}`
    : "add";
  const sync = () => {
    setOpen(false);
    button.current?.focus();
    void doing.run({ ask: "sync", fromTheBeginning: false });
  };
  return (
    <div ref={root} className="row">
      <button
        type="button"
        className="bare icon-only"
        aria-label="Lock"
        title="Lock"
        onClick={() => doing.run({ ask: "lock" })}
      >
        <Icon name="lock" />
      </button>
      <button
        ref={button}
        type="button"
        className="bare icon-only"
        aria-label="Menu"
        title="Menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="menu" />
      </button>
      {isOpen && (
        <ul className="menu" aria-label="Menu">
          <Item icon="plus" onPress={() => openPage(add)}>
            Add a private account
          </Item>
          <Item icon="dice" onPress={() => openPage("generator")}>
            Make a password
          </Item>
          <Item icon="sync" onPress={sync}>
            Sync now
          </Item>
          <Item icon="status" onPress={() => openPage("status")}>
            State of this key
          </Item>
          <Item icon="gear" onPress={() => openPage("settings")}>
            Settings
          </Item>
        </ul>
      )}
    </div>
  );
}

function Item({ icon, onPress, children }: { icon: IconName; onPress: () => void; children: string }) {
  return (
    <li>
      <button type="button" onClick={onPress}>
        <Icon name={icon} /> {children}
      </button>
    </li>
  );
}
