// Says on the tabs of second factors why nothing else is open, and what to do.
import { Alert, Text } from "@mantine/core";
import { useOwedSetUp } from "../session/session.ts";

const notices = {
  required: {
    title: "Set up a second factor to go on",
    text: "Your organisation asks you for one. Until it is set up, the rest of the console stays closed.",
  },
  lost: {
    title: "You came in with a temporary pass: set up a new second factor",
    text: "The old ones and the old recovery codes stop working then; everything else stays closed until then. You have half an hour.",
  },
} as const;

export function SetUpNotice() {
  const owed = useOwedSetUp();
  if (owed === null) return null;
  return (
    <Alert variant="light" color="amber" title={notices[owed].title}>
      <Text size="sm">{notices[owed].text} An authenticator app or a passkey will do.</Text>
    </Alert>
  );
}
