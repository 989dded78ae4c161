// The end of the list: goes on by itself when it comes near to being seen, and by a button.
import { Button, Group, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { LoadError } from "./messages.tsx";
import { counted } from "./times.ts";

/** Begun so far ahead that a reader does not wait. */
const aheadPixels = 1200;

/** What an endless query says of itself. */
interface Pages {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly isPlaceholderData: boolean;
  readonly error: Error | null;
  readonly fetchNextPage: () => unknown;
}

/** @param noun of what is listed, in the singular. */
export function More({ list, shown, noun }: { list: Pages; shown: number; noun: string }) {
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, isPlaceholderData, fetchNextPage } = list;
  const goesOn = hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !isPlaceholderData;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew after each page, which may not fill the window.
  useEffect(() => {
    if (!end.current || !goesOn) return;
    // Several entries come at once when the page is busy; the last says where the end is now.
    const look: IntersectionObserverCallback = (entries) => entries.at(-1)?.isIntersecting && fetchNextPage();
    const observer = new IntersectionObserver(look, { rootMargin: `${aheadPixels}px` });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [goesOn, shown, fetchNextPage]);
  return (
    <div ref={end} className="hesper-list-end">
      {isFetchNextPageError && <LoadError error={list.error} retry={() => fetchNextPage()} />}
      {hasNextPage && !isFetchNextPageError && (
        <Group justify="center">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
            Show more
          </Button>
        </Group>
      )}
      {!hasNextPage && (
        <Text size="sm" c="dimmed" ta="center">
          That is all: {counted(shown, noun)}.
        </Text>
      )}
    </div>
  );
}
