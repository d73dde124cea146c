-- Queries of the ticket service; the generator turns every one into a function.
-- A remark such as SELECT * FROM users is not a statement.

-- @sql tables=users params=value
-- name: GetUser :one
SELECT id, email, name, created_at
FROM users
WHERE id = $1
LIMIT 1;

-- @sql tables=users params=value
-- name: GetUserByEmail :one
SELECT id, email, name FROM users WHERE lower(email) = lower(sqlc.arg(email));

-- @sql tables=users,tickets params=value,value
-- name: ListUsersWithTickets :many
SELECT u.id, u.name, count(t.id) AS tickets
FROM users u
LEFT JOIN tickets t ON t.assignee_id = u.id AND t.state = @state
WHERE u.team_id = @team_id
GROUP BY u.id, u.name
ORDER BY tickets DESC, u.name;

-- @sql tables=users params=value,value,value writes=true
-- name: CreateUser :one
INSERT INTO users (email, name, meta)
VALUES ($1, $2, coalesce($3::jsonb, '{}'))
RETURNING *;

-- @sql tables=users writes=true
-- name: UpdateUser :exec
UPDATE users
SET name  = coalesce(sqlc.narg('name'), name),
    email = coalesce(sqlc.narg('email'), email)
WHERE id = sqlc.arg('id');

-- @sql tables=tickets writes=true
/* name: DeleteTickets :execrows */
DELETE FROM tickets WHERE id = ANY(sqlc.arg(ids)::bigint[]);

-- @sql tables=tickets
-- name: TicketsByIds :many
select id, subject, meta ->> 'channel' as channel from tickets where id in (sqlc.slice('ids')) and meta ? 'channel';

-- @sql tables=tickets,users
-- name: TicketWithUser :one
SELECT sqlc.embed(tickets), sqlc.embed(users)
FROM tickets
JOIN users ON users.id = tickets.assignee_id
WHERE tickets.id = $1;

-- @sql tables=ticket_lines params=value,value,value writes=true
-- name: CopyLines :copyfrom
INSERT INTO ticket_lines (ticket_id, position, body) VALUES ($1, $2, $3);
