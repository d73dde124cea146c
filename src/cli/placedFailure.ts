import type { Failure } from '../base/failure';
import type { Place } from './terminal';

/** A failure with the place in the file that it speaks of. */
export class PlacedFailure extends Error {
  constructor(
    readonly failure: Failure,
    readonly place: Place,
  ) {
    super(failure.message, { cause: failure });
  }
}
