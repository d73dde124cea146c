import postgres from 'postgres';
import { z } from 'zod';
import type { FastifyInstance } from 'fastify';

// @no
const sql = postgres(process.env.CLINIC_DB ?? 'postgres://localhost:5432/clinic?options=select', {
  transform: postgres.camel,
  onnotice: () => undefined,
});

const VisitBody = z.object({
  patientId: z.number({ required_error: 'Select a patient from the list' }),
  reason: z.string().min(1, 'Describe the reason for the visit'),
  startsAt: z.coerce.date(),
});

export const permissions = {
  read: 'visits:select',
  write: 'visits:update',
  remove: 'delete:visits:from-calendar',
};

interface Visit {
  id: number;
  patientId: number;
  startsAt: Date;
  reason: string;
}

export async function visitById(id: number): Promise<Visit | undefined> {
  // @sql by=tag tables=visits params=value
  const [visit] = await sql<Visit[]>`select id, patient_id, starts_at, reason from visits where id = ${id}`;
  return visit;
}

export function visitsOf(patientIds: number[], status?: string) {
  // @sql by=tag tables=visits,patients
  return sql<Array<Visit & { name: string }>>`
    select v.*, p.family_name || ', ' || p.given_name as name
    from visits v
    join patients p on p.id = v.patient_id
    where v.patient_id in ${sql(patientIds)}
    ${status ? sql`and v.status = ${status}` : sql``}
    order by v.starts_at
  `;
}

export async function createVisit(body: z.infer<typeof VisitBody>) {
  // @sql by=tag tables=visits params=value,value,value writes=true
  const [row] = await sql`
    INSERT INTO visits (patient_id, reason, starts_at)
    VALUES (${body.patientId}, ${body.reason}, ${body.startsAt})
    RETURNING id
  `;
  return row.id as number;
}

export function importPatients(rows: Array<{ given_name: string; family_name: string; born_on: string }>) {
  // @sql by=tag tables=patients writes=true
  return sql`
    insert into patients ${sql(rows, 'given_name', 'family_name', 'born_on')}
    on conflict (given_name, family_name, born_on) do nothing
  `;
}

export function updatePatient(id: number, changes: Record<string, string>) {
  // @sql by=tag tables=patients writes=true
  return sql`update patients set ${sql(changes)}, updated_at = now() where id = ${id}`;
}

export function readTable(name: string, id: number) {
  // @sql by=tag params=identifier,value
  return sql`select * from ${sql(name)} where id = ${id}`;
}

export async function reschedule(visitId: number, to: Date, room: number) {
  // @no
  return sql.begin('isolation level serializable', async (tx) => {
    // @sql tables=visits params=value,value
    const clashes = await tx`
      select 1
      from visits
      where room_id = ${room}
        and tstzrange(starts_at, ends_at) && tstzrange(${to}, null)
      for update
    `;
    // @no
    if (clashes.length > 0) {
      throw new Error('Select a different room: this one is taken from that hour on');
    }
    // @sql tables=visits writes=true
    await tx`
      update visits
      set starts_at = ${to},
          ends_at = ${to}::timestamptz + (ends_at - starts_at),
          room_id = ${room}
      where id = ${visitId}
    `;
    // @sql tables=visit_log writes=true
    await tx`insert into visit_log (visit_id, entry) values (${visitId}, ${sql.json({ kind: 'moved', to })})`;
  });
}

export function latestPerPatient(limit: number) {
  // @sql by=tag tables=patients,visits params=value
  return sql`
    SELECT p.id, p.family_name, last.starts_at, last.reason
    FROM patients p
    CROSS JOIN LATERAL (
      SELECT v.starts_at, v.reason
      FROM visits v
      WHERE v.patient_id = p.id
      ORDER BY v.starts_at DESC
      LIMIT ${limit}
    ) AS last
    WHERE p.contact->>'email' IS NOT NULL
      AND p.contact @> '{"consent": true}'
  `;
}

export async function statistics(from: string) {
  // @sql by=call tables=visits params=value
  return sql.unsafe('SELECT status, count(*) FROM visits WHERE starts_at >= $1 GROUP BY status', [from]);
}

export async function prepareSchema() {
  // @sql n=3 by=tag writes=true
  await sql`
    create table if not exists visit_log (
      id bigint generated always as identity primary key,
      visit_id bigint not null,
      entry jsonb not null default '{}',
      logged_at timestamptz not null default now()
    );
    create index if not exists visit_log_visit_idx on visit_log (visit_id, logged_at desc);
    comment on table visit_log is 'who moved; and when';
  `.simple();
}

export function routes(app: FastifyInstance) {
  // @no
  app.get('/visits/select/from/:day', async (request) => visitsOf([], (request.params as any).day));
  app.post('/visits', async (request, reply) => {
    const parsed = VisitBody.safeParse(request.body);
    if (!parsed.success) {
      request.log.info('insert into visits refused: body does not match');
      return reply.code(400).send({ error: 'Update the form and try again' });
    }
    const id = await createVisit(parsed.data);
    return reply.code(201).header('location', `/visits/${id}`).send({ id });
  });

  app.delete('/visits/:id', async (request) => {
    const { id } = request.params as { id: string };
    // @sql by=tag tables=visits params=value writes=true
    const removed = await sql`DELETE FROM visits WHERE id = ${id} AND starts_at > now() RETURNING *`;
    // @no
    request.log.info({ id }, `Delete from visits: ${removed.count} row(s)`);
    return { removed: removed.count };
  });
}

export function watch(onChange: (id: string) => void) {
  // @no
  return sql.listen('visit_changed', onChange);
}
