import { sql } from '@vercel/postgres';
import { revalidatePath } from 'next/cache';
import { Suspense } from 'react';
import styles from './board.module.css';

interface Ticket {
  id: number;
  title: string;
  state: 'open' | 'waiting' | 'done';
  assignee: string | null;
}

// @no
const texts = {
  title: 'Select a ticket from the board',
  placeholder: 'Select tickets where you are assigned',
  update: 'Update your profile to continue',
  remove: 'Delete from board?',
  removeHint: "Delete from board? You can't restore a ticket from here.",
  insert: 'Insert into description',
  create: 'Create view',
  drop: 'Drop table rows here to sort them',
  grant: 'Grant access to a colleague',
  values: 'Values (in EUR)',
  with: 'With this change the ticket moves to the next column as soon as you select it from the list',
};

const SHORTCUTS: Array<[string, string]> = [
  ['s', 'Select all from this column'],
  ['u', 'Update set of labels'],
  ['x', 'Truncate title'],
  ['b', 'Begin'],
];

async function loadTickets(board: number): Promise<Ticket[]> {
  // @sql by=tag tables=tickets,users params=value
  const { rows } = await sql<Ticket>`
    SELECT t.id, t.title, t.state, u.name AS assignee
    FROM tickets t
    LEFT JOIN users u ON u.id = t.assignee_id
    WHERE t.board_id = ${board}
    ORDER BY t.position NULLS LAST
  `;
  return rows;
}

async function moveTicket(form: FormData) {
  'use server';
  const id = String(form.get('id'));
  const state = String(form.get('state'));
  // @sql by=tag tables=tickets params=value,value writes=true
  await sql`UPDATE tickets SET state = ${state}, moved_at = NOW() WHERE id = ${id}`;
  // @no
  revalidatePath('/boards/select/from');
}

async function removeTicket(form: FormData) {
  'use server';
  // @sql by=call tables=tickets params=value writes=true
  await sql.query('DELETE FROM tickets WHERE id = $1', [form.get('id')]);
  // @no
  revalidatePath('/boards');
}

function StateSelect({ ticket }: { ticket: Ticket }) {
  const label = `Select state for ticket #${ticket.id} from the list`;
  return (
    <form action={moveTicket} className={styles.form}>
      <input type="hidden" name="id" value={ticket.id} />
      <label htmlFor="state" title="Update set of states">
        Select a state from the list
      </label>
      <select id="state" name="state" defaultValue={ticket.state} aria-label={label}>
        <option value="">Select …</option>
        <option value="open">Open</option>
        <option value="done">Done; delete from board</option>
      </select>
      <button type="submit" title="Update ticket set to done">
        Update
      </button>
    </form>
  );
}

function TicketCard({ ticket }: { ticket: Ticket }) {
  // @no
  const css = `select.state { border: 0 } select:focus, .update { outline: 1px solid }`;
  const mine = ticket.assignee ? `with ${ticket.assignee} as the owner` : 'Select someone from your team';
  return (
    <article className={styles.card} data-action="UPDATE">
      <style>{css}</style>
      <h3>{ticket.title}</h3>
      <p>{mine}</p>
      <StateSelect ticket={ticket} />
      <form action={removeTicket}>
        <input type="hidden" name="id" value={ticket.id} />
        <button type="submit" aria-label={texts.remove}>
          {'Delete from board'}
        </button>
      </form>
    </article>
  );
}

export default async function TicketBoard({ board, filter }: { board: number; filter?: string }) {
  // @no
  const tickets = await loadTickets(board);
  const shown = filter ? tickets.filter((ticket) => ticket.title.includes(filter)) : tickets;
  return (
    <main>
      <h1>{texts.title}</h1>
      <p>
        {shown.length} of {tickets.length} tickets. Select from the columns below, update a ticket and set its state.
      </p>
      <Suspense fallback={'Select from cache …'}>
        {shown.map((ticket) => (
          <TicketCard key={ticket.id} ticket={ticket} />
        ))}
      </Suspense>
      <footer title={`With ${shown.length} tickets as of today`}>
        {SHORTCUTS.map(([key, text]) => (
          <kbd key={key}>{text}</kbd>
        ))}
      </footer>
    </main>
  );
}
