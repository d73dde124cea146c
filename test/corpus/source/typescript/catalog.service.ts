import { Injectable, Logger } from '@nestjs/common';
import { Prisma, PrismaClient } from '@prisma/client';
import { DataSource, EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { QueryTypes, Sequelize, type Transaction } from 'sequelize';
import { gql, GraphQLClient } from 'graphql-request';
import { Book, Loan } from './entities';

// @no
const BOOK_QUERY = gql`
  query SelectBook($isbn: String!) {
    book(isbn: $isbn) {
      title
      authors(orderBy: NAME, where: { deleted: false }) { name }
    }
  }
`;

@Injectable()
export class CatalogService {
  private readonly log = new Logger('CatalogService');

  constructor(
    private readonly prisma: PrismaClient,
    private readonly remote: GraphQLClient,
  ) {}

  async byIsbn(isbn: string) {
    // @sql by=tag tables=books params=value
    const rows = await this.prisma.$queryRaw<Book[]>`SELECT * FROM books WHERE isbn = ${isbn}`;
    // @no
    if (rows.length === 0) {
      this.log.debug('No row in books, select from the remote catalog instead');
      return this.remote.request(BOOK_QUERY, { isbn });
    }
    return rows[0];
  }

  inBranches(branchIds: number[], order: 'ASC' | 'DESC') {
    // @sql by=tag tables=copies,books params=list,fragment
    return this.prisma.$queryRaw`
      SELECT b.title, c.branch_id, count(*)::int AS copies
      FROM copies c
      JOIN books b ON b.id = c.book_id
      WHERE c.branch_id IN (${Prisma.join(branchIds)})
      GROUP BY b.title, c.branch_id
      ORDER BY copies ${Prisma.raw(order)}
    `;
  }

  similar(title: string, threshold = 0.4) {
    // @sql by=tag tables=books
    const query = Prisma.sql`
      SELECT id, title, similarity(title, ${title}) AS score
      FROM books
      WHERE similarity(title, ${title}) > ${threshold}
      ORDER BY score DESC
    `;
    return this.prisma.$queryRaw(query);
  }

  touch(id: string) {
    // @sql by=call tables=book params=value writes=true
    return this.prisma.$executeRawUnsafe('UPDATE "Book" SET "lastSeenAt" = now() WHERE "id" = $1', id);
  }

  lend(copyId: number, memberId: number) {
    return this.prisma.$transaction([
      // @sql by=tag tables=loans params=value,value writes=true
      this.prisma.$executeRaw`INSERT INTO loans (copy_id, member_id, due_on) VALUES (${copyId}, ${memberId}, current_date + 28)`,
      // @sql by=tag tables=copies params=value writes=true
      this.prisma.$executeRaw`update copies set state = 'LENT' where id = ${copyId}`,
      // @no
      this.prisma.auditEntry.create({ data: { action: 'INSERT', subject: 'loans', note: 'Insert into the loan register' } }),
    ]);
  }

  schemaOf(tenant: string) {
    // @sql by=call params=identifier
    return this.prisma.$queryRawUnsafe(`SELECT count(*) AS books FROM "${tenant}".books`);
  }
}

export class LoanRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly legacy: DataSource,
  ) {}

  overdue(days: number): Promise<Loan[]> {
    // @sql by=call tables=loans,members params=value
    return this.dataSource.query(
      `
        SELECT l.*, m.email
          FROM loans l
          JOIN members m USING (member_id)
         WHERE l.returned_at IS NULL
           AND l.due_on < current_date - make_interval(days => $1)
      `,
      [days],
    );
  }

  withBooks(memberId: number) {
    // @no
    return this.dataSource
      .getRepository(Loan)
      .createQueryBuilder('loan')
      .leftJoinAndSelect('loan.copy', 'copy')
      .leftJoinAndSelect('copy.book', 'book')
      .where({ memberId })
      .getMany();
  }

  async merge(manager: EntityManager, source: number, target: number) {
    // @sql n=2 by=call writes=true
    await manager.query('UPDATE loans SET member_id = $2 WHERE member_id = $1', [source, target]);
    await manager.query("DELETE FROM members WHERE id = $1 AND state <> 'locked'", [source]);
    // @no
    console.info('merged: delete from members and update of loans done');
  }

  legacyBooks(branch: string) {
    // @sql by=call dialect=transactsql tables=titles,copies
    return this.legacy.query(
      'SELECT TOP (20) [t].[TitleId], [t].[Name] FROM [dbo].[Titles] AS [t] ' +
        'INNER JOIN [dbo].[Copies] AS [c] ON [c].[TitleId] = [t].[TitleId] WHERE [c].[Branch] = @0',
      [branch],
    );
  }
}

export class AddReservations1714000000000 implements MigrationInterface {
  // @no
  name = 'AddReservations1714000000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    // @sql by=call tables=reservations writes=true
    await queryRunner.query(
      `CREATE TABLE "reservations" ("id" SERIAL NOT NULL, "member_id" integer NOT NULL, "book_id" integer NOT NULL, "placed_at" TIMESTAMP NOT NULL DEFAULT now(), CONSTRAINT "PK_reservations" PRIMARY KEY ("id"))`,
    );
    // @sql by=call writes=true
    await queryRunner.query(`CREATE UNIQUE INDEX "UQ_reservations" ON "reservations" ("member_id", "book_id")`);
    // @sql by=call writes=true
    await queryRunner.query(
      `ALTER TABLE "reservations" ADD CONSTRAINT "FK_member" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    // @sql by=call writes=true
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION next_in_line(book integer) RETURNS integer AS $$
      BEGIN
        RETURN (SELECT member_id FROM reservations WHERE book_id = book ORDER BY placed_at LIMIT 1);
      END;
      $$ LANGUAGE plpgsql STABLE
    `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    // @sql n=2 by=call writes=true
    await queryRunner.query(`DROP FUNCTION next_in_line(integer)`);
    await queryRunner.query(`DROP TABLE "reservations"`);
  }
}

// @no
export const sequelize = new Sequelize('postgres://library@localhost/library', {
  logging: (line) => console.debug(`sequelize: ${line}`),
});

export class FineService {
  async open(memberIds: number[], transaction: Transaction) {
    // @sql by=call tables=fines params=list,value
    return sequelize.query<{ member_id: number; cents: string }>(
      `SELECT member_id, sum(cents) AS cents
         FROM fines
        WHERE member_id IN (:memberIds) AND state = :state
        GROUP BY member_id
       HAVING sum(cents) > 0`,
      { replacements: { memberIds, state: 'open' }, type: QueryTypes.SELECT, transaction },
    );
  }

  async waive(id: number) {
    // @sql by=call tables=fines params=value writes=true
    await sequelize.query('Update fines Set state = \'waived\', waived_at = now() Where id = $id', {
      bind: { id },
      type: QueryTypes.UPDATE,
    });
    // @no
    throw new Error('Update failed: select a fine that is still open');
  }

  recent() {
    // @sql by=call complete=false
    return Loan.findAll({ attributes: ['id', [sequelize.literal("date_trunc('day', due_on)"), 'due']] });
  }
}

export const reports = {
  // @sql by=content tables=books,copies
  stale: `
    Select b.id, b.title
    From books b
    Where Not Exists (
      Select * From copies c
      Where c.book_id = b.id And c.lent_at > now() - interval '5 years'
    )
  `,
  // @sql by=hint tables=branches
  // language=PostgreSQL
  branches: 'SELECT name, opening_hours[1] AS monday FROM branches ORDER BY name',
  // @no
  title: 'Select from the reports below, or update one and set a new name',
  columns: 'id, title, isbn, published_on',
};
