import assert from 'node:assert/strict';

import type { DialectSql } from '../../../../src/sql/dialects/dialect';
import { loadDialect } from '../../../../src/sql/dialects/loadDialect';
import { told } from './analysis';

describe('Transact-SQL', () => {
  let sql: DialectSql;

  before(async () => {
    sql = await loadDialect('transactsql');
  });

  /** `told` says how the second is to be read. */
  function check(statements: readonly (readonly [string, string])[]): void {
    for (const [statement, expected] of statements) assert.equal(told(sql.analyze(statement)), expected, statement);
  }

  it('reads what changes and what reads', () => {
    check([
      [
        'SELECT TOP (10) [o].[Id], o.[Order Date] FROM [dbo].[Orders] AS [o] WITH (NOLOCK) WHERE o.CustomerId = @p0 ORDER BY o.[Order Date] DESC',
        'select Orders: dbo.Orders.Id output, dbo.Orders.Order Date output, dbo.Orders.CustomerId equality, dbo.Orders.Order Date order-',
      ],
      [
        'select distinct top 5 percent with ties Name from dbo.Users order by Name',
        'select Users: dbo.Users.Name output, dbo.Users.Name order+',
      ],
      [
        'SELECT a.Id FROM Accounts a ORDER BY a.Id OFFSET @skip ROWS FETCH NEXT @take ROWS ONLY OPTION (RECOMPILE)',
        'select Accounts: Accounts.Id output, Accounts.Id order+',
      ],
      [
        "INSERT INTO Users (Name, Mail) OUTPUT INSERTED.Id, inserted.Mail VALUES (@p0, N'x')",
        'insert! Users: Users.Name other, Users.Mail other, Users.Id output, Users.Mail output',
      ],
      [
        'INSERT Users (Name) SELECT Name FROM Staging s WHERE s.Batch = @b',
        'insert! Users Staging: Staging.Name output, Staging.Batch equality, Users.Name other',
      ],
      [
        'UPDATE u SET u.Name = s.Name, u.Visits += 1 OUTPUT deleted.Name INTO @changes FROM dbo.Users u INNER JOIN dbo.Staging s ON s.Id = u.Id WHERE s.Batch = ?',
        'update! Users Staging: dbo.Users.Name other, dbo.Staging.Name other, dbo.Users.Visits other, dbo.Users.Name output, dbo.Staging.Id join, dbo.Users.Id join, dbo.Staging.Batch equality',
      ],
      [
        'update top (5) Jobs with (rowlock) set State = 1 where State = 0',
        'update! Jobs: Jobs.State other, Jobs.State equality',
      ],
      ['DELETE TOP (100) FROM Logs WHERE At < DATEADD(day, -30, GETDATE())', 'delete! Logs: Logs.At range'],
      [
        'delete x from Users x left join Orders o on o.UserId = x.Id where o.Id is null',
        'delete! Users Orders: Orders.UserId join, Users.Id join, Orders.Id other',
      ],
      [
        'MERGE INTO dbo.Stock WITH (HOLDLOCK) AS t USING (SELECT @id AS Id, @n AS N) AS s ON t.Id = s.Id WHEN MATCHED AND t.N <> s.N THEN UPDATE SET t.N = s.N WHEN NOT MATCHED BY TARGET THEN INSERT (Id, N) VALUES (s.Id, s.N) WHEN NOT MATCHED BY SOURCE THEN DELETE OUTPUT $action, inserted.Id;',
        'merge! Stock: dbo.Stock.N other, dbo.Stock.Id other, dbo.Stock.Id output, dbo.Stock.Id join',
      ],
      [
        'merge Totals as t using Orders as s on t.Day = s.Day when matched then update set Sum = t.Sum + s.Price when not matched then insert (Day, Sum) values (s.Day, s.Price)',
        'merge! Totals Orders: Totals.Sum other, Orders.Price other, Totals.Day other, Orders.Day other, Totals.Day join, Orders.Day join',
      ],
      [
        'WITH c AS (SELECT Id, ROW_NUMBER() OVER (PARTITION BY Mail ORDER BY Id) AS rn FROM Users) DELETE FROM c WHERE rn > 1',
        'delete! Users: Users.Id output, Users.Mail group, Users.Id order+',
      ],
      [
        ';with c (a) as (select Id from T) update c set a = 1 where a = 2',
        'update! T: T.Id output, T.Id other, T.Id equality',
      ],
      [
        'select u.Name, x.Total from Users u cross apply (select top 1 Total from Orders o where o.UserId = u.Id order by o.At desc) x',
        'select Users Orders: Orders.Total output, Orders.UserId join, Users.Id join, Orders.At order-, Users.Name output',
      ],
      [
        'select * from Users u outer apply dbo.Rights(u.Id) r, #temp t where t.Id = u.Id',
        'select Users: Users.Id other, ?.* output, Users.Id join',
      ],
      [
        'select Total = sum(Price), @n = count(*), [Shop Name] = ShopName from Orders group by ShopName',
        'select Orders: Orders.Price output, Orders.ShopName output, Orders.ShopName group',
      ],
      [
        'select * into #copy from Orders where Day = convert(date, @d, 120)',
        'select! Orders: Orders.* output, Orders.Day equality',
      ],
      [
        "select Id from Orders where Note like N'%' + @x + '%' and Code like 'A%' and Name like @p + '%' and Kind like '[ab]%'",
        'select Orders: Orders.Id output, Orders.Note other, Orders.Code prefix, Orders.Name other, Orders.Kind other',
      ],
      [
        'select convert(varchar(10), At, 120), try_cast(N as int), isnull(A, B), iif(C = 1, D, E), len(F), datediff(day, G, H) from T',
        'select T: T.At output, T.N output, T.A output, T.B output, T.C output, T.D output, T.E output, T.F output, T.G output, T.H output',
      ],
      [
        "select string_agg(Name, ',') within group (order by Age) from Users for json path",
        'select Users: Users.Name output, Users.Age order+',
      ],
      [
        'select * from db.dbo.Users u join other..Orders o on o.UserId = u.Id',
        'select Users Orders: ?.* output, Orders.UserId join, dbo.Users.Id join',
      ],
      [
        "select * from Orders for system_time as of '2020-01-01' as o where o.Id = 1 and o.Doc.value('(/a)[1]', 'int') = 2",
        'select Orders: Orders.* output, Orders.Id equality, Orders.Doc other',
      ],
      [
        'select Id from A except select Id from B intersect select Id from C',
        'select A B C: A.Id output, B.Id output, C.Id output',
      ],
      ["select * from (values (1, 'a'), (2, 'b')) v (id, name) where v.id = 1", 'select'],
      [
        'select [a]]b], "c d" from [T 1] where x !> 1 and y !< 2 and z != 3',
        'select T 1: T 1.a]b output, T 1.c d output, T 1.x range, T 1.y range, T 1.z other',
      ],
      ['insert into T default values', 'insert! T'],
      ['insert into T (a) exec dbo.Load @x', 'insert! T: T.a other'],
    ]);
  });

  it('names the tables of utility statements', () => {
    check([
      ['declare @x int = 1', 'utility'],
      ["exec sp_rename 'a', 'b'", 'utility!'],
      ['sp_help', 'utility!'],
      ['if exists (select 1 from T where A = 1) update T set A = 2 else insert into T values (1)', 'utility! T'],
      ["if @x = 1 begin print 'x'; end", 'utility'],
      ['truncate table dbo.T', 'utility! T'],
      ['create index i on dbo.T (A) include (B)', 'utility! T'],
      ['set nocount on', 'utility'],
      ['begin tran', 'utility'],
      ['drop table #x', 'utility!'],
      ['fetch next from c into @x', 'utility'],
    ]);
  });
});
