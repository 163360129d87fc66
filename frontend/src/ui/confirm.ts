/** Asking before something is done. One question at a time; `Confirmation` shows it. */

import { createStore } from "zustand/vanilla";

export interface Question {
  title: string;
  /** What will happen, in a sentence or two. */
  text: string;
  /** What the button that does it says: "Cancel 3 orders". */
  action: string;
}

interface Asked extends Question {
  answer: (yes: boolean) => void;
}

export const questionStore = createStore<{ asked: Asked | null }>(() => ({ asked: null }));

/** Resolves to whether the trader said yes. A question still open is thereby answered with no. */
export function confirm(question: Question): Promise<boolean> {
  questionStore.getState().asked?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      questionStore.setState({ asked: null });
      resolve(yes);
    };
    questionStore.setState({ asked: { ...question, answer } });
  });
}
