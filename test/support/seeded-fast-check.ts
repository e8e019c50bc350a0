import fc from "../../node_modules/fast-check/lib/fast-check.js";

/**
 * `fast-check` as the tests see it (`vitest.config.ts`): one seed for every run, so that the same code gives the same
 * verdict. `FC_SEED=$RANDOM npm test` looks further.
 */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_120) });

export default fc;
