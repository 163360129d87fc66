import { useState } from "react";
import { LIFE_OF_AN_ORDER, RULES, WORDS, type Word } from "@/features/help/words";
import { Dialog } from "@/ui/Dialog";
import { ShortcutList } from "@/ui/ShortcutList";
import { TabList, TabPanel, Tabs } from "@/ui/Tabs";

interface HelpSheetProps {
  open: boolean;
  onClose: () => void;
}

const TABS = [
  { value: "keys", label: "Keys" },
  { value: "orders", label: "Orders" },
  { value: "words", label: "Words" },
] as const;

/** Keys, how orders live and fill, and what the words mean. */
export function HelpSheet({ open, onClose }: HelpSheetProps) {
  const [tab, setTab] = useState<(typeof TABS)[number]["value"]>("keys");
  return (
    <Dialog title="Help" open={open} onClose={onClose} wide>
      <Tabs value={tab} onChange={setTab}>
        <div className="mb-4 h-8 border-b border-line">
          <TabList label="Help" tabs={TABS} />
        </div>
        <TabPanel value="keys">
          <ShortcutList />
          <p className="mt-4 text-xs text-dim">
            Keys rest while you type into a field; Esc leaves it. On a Mac, Ctrl is ⌘.
          </p>
        </TabPanel>
        <TabPanel value="orders">
          <Glossary words={LIFE_OF_AN_ORDER} />
          <h3 className="label mt-4 mb-1">How orders fill</h3>
          <ul className="flex list-disc flex-col gap-1 pl-4 text-xs">
            {RULES.map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ul>
        </TabPanel>
        <TabPanel value="words">
          <Glossary words={WORDS} />
        </TabPanel>
      </Tabs>
    </Dialog>
  );
}

function Glossary({ words }: { words: readonly Word[] }) {
  return (
    <dl className="grid text-xs sm:grid-cols-[auto_1fr]">
      {words.map(({ word, means }) => (
        <div key={word} className="contents">
          <dt className="border-line py-1.5 pr-6 font-medium sm:border-b">{word}</dt>
          <dd className="border-b border-line pb-1.5 text-soft sm:pt-1.5">{means}</dd>
        </div>
      ))}
    </dl>
  );
}
