// What is said in the console after a recovery code was used.
import { notifications } from "@mantine/notifications";

/** @param count null: none was used. */
export function sayRecoveryCodesLeft(count: number | null): void {
  if (count === null) return;
  notifications.show({
    color: count <= 3 ? "orange" : "night",
    title: count === 1 ? "1 recovery code is left" : `${count} recovery codes are left`,
    message: "The code that you used will not work again.",
    autoClose: 12_000,
  });
}
