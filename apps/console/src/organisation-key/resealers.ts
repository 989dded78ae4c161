// What is sealed to the organisation key, and must be sealed again when it is replaced.
import type { Identity } from "@hesper/vault";

export interface OldKey {
  readonly keyId: string;
  readonly identity: Identity;
}

/** A thing that could not be sealed again. */
export interface Failure {
  readonly id: string;
  /** As people know it. */
  readonly name: string;
  /** A sentence. */
  readonly why: string;
}

export interface ResealedSome {
  readonly resealed: number;
  readonly failed: readonly Failure[];
}

/** A kind of things that are sealed to organisation keys. */
export interface Resealer {
  /**
   * Seals some of those that are still sealed to the old key again, to all who shall open them now. So few that it takes
   * some seconds at most. None resealed and none failed: nothing is left. What somebody else has sealed again meanwhile
   * counts as neither. Throws `RefusedError` where the server cannot be asked.
   * @param skip ids of those that failed before.
   */
  resealSome(old: OldKey, skip: ReadonlySet<string>): Promise<ResealedSome>;
}

/** All kinds of things there are. */
export const resealers: readonly Resealer[] = [];
