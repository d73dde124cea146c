/** Plan without these. */
export const off = (...names: readonly string[]) => names.map(name => `SET LOCAL enable_${name} = off`);
/** For the transaction alone. */
export const set = (settings: Readonly<Record<string, string | number>>) =>
  Object.entries(settings).map(([name, value]) => `SET LOCAL ${name} = '${value}'`);
/** As many plans in parallel as can be, on tables this small. */
export const parallel = set({
  parallel_setup_cost: 0,
  parallel_tuple_cost: 0,
  min_parallel_table_scan_size: 0,
  min_parallel_index_scan_size: 0,
  max_parallel_workers_per_gather: 2,
});

/** `debug_parallel_query` since PostgreSQL 16, `force_parallel_mode` before. */
export const forceParallel =
  "SELECT set_config(name, 'on', true) FROM pg_settings WHERE name IN ('debug_parallel_query', 'force_parallel_mode')";
