import { eachFile, type Finder } from '../finder';
import { evaluate, fieldOf, fieldText } from '../literals/evaluate';
import { Source } from '../literals/values';

/** The default connection of Laravel's `config/database.php`, when it is PostgreSQL; the file lists every engine. */
export const findInLaravel: Finder = project =>
  eachFile(
    project,
    path => /(?:^|\/)config\/database\.php$/.test(path),
    (text, path, lookup) => {
      const source = new Source(text, 'php');
      return [...source.places('return')].flatMap(at => {
        const { value } = source.valueAt(at + 1);
        const name = evaluate(fieldOf(value, 'default'), lookup);
        const own = name === undefined ? undefined : fieldOf(fieldOf(value, 'connections'), name);
        if (name === undefined || fieldText(own, ['driver'], lookup) !== 'pgsql') return [];
        return [
          {
            tool: 'Laravel',
            file: path,
            detail: name,
            url: fieldText(own, ['url'], lookup),
            host: fieldText(own, ['host'], lookup),
            port: fieldText(own, ['port'], lookup),
            database: fieldText(own, ['database'], lookup),
            user: fieldText(own, ['username'], lookup),
            password: fieldText(own, ['password'], lookup),
          },
        ];
      });
    },
  );
