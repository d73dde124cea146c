import { readFileSync } from 'node:fs';
import { testFinder } from '../unit/source/finder';
(async () => { const f = testFinder();
for (const [id, file, s, d] of [['go','test/corpus/source/go/order_repository.go','QueryRowContext(ctx, selectOrderByID',24],['rust','test/corpus/source/rust/catalog_search.rs','query(SHELVES)',8],['rust','test/corpus/source/rust/catalog_search.rs','"FROM books b ",',5],['rust','test/corpus/source/rust/catalog_search.rs','ORDER BY rank',3],['go','test/corpus/source/go/order_repository.go','JOIN products',3]] as any) {
 const t = readFileSync(file,'utf8'); const q = await f.at(id, t, t.indexOf(s)+d); console.log(s, '=>', q?.recognisedBy, q?.sql.replace(/\s+/g,' ').slice(0,120), q && q.toSource(7), q?.constants); }
})();
