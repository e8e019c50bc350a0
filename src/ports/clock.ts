/** The only source of the present; tests set it by hand. */
export interface Clock {
  now(): Date;
}
