import {readFileSync} from 'node:fs';
import {dirname, relative, resolve} from 'node:path';

const doorPath = /^(?:src\/[a-z]+|components)\/index\.ts$/;
const imported = /^(import|export) \{([^}]*)\} from '(\.[^']*\/index\.js)';/gm;
const parts = /\bconst \{([^}]*)\} = await import\('(\.[^']*\/index\.js)'\)/g;
const part = /\(await import\('(\.[^']*\/index\.js)'\)\)\.(\w+)/g;

/**
 * What comes through the door of a house is imported from the file behind it. Otherwise whoever wants one name of a house would load all
 * of it at the start: esbuild puts a door and all that it names into one chunk. The floor of the first rows depends on it.
 *
 * @type {import('esbuild').Plugin}
 */
export const throughDoors = {
	name: 'through-doors',
	setup(build) {
		const doors = new Map();
		build.onLoad({filter: /\/(?:src|components)\/.*\.tsx?$/}, ({path}) => {
			const root = build.initialOptions.absWorkingDir ?? process.cwd();
			const behind = (door, name) => {
				const file = resolve(dirname(path), door).replace(/\.js$/, '.ts');
				if (!doorPath.test(relative(root, file))) return null;
				if (!doors.has(file)) doors.set(file, namesOf(file));
				const found = doors.get(file).get(name);
				if (found === undefined) throw new Error(`${relative(root, path)}: ${relative(root, file)} has no ${name}`);
				return found;
			};
			const text = readFileSync(path, 'utf8');
			if (doorPath.test(relative(root, path))) return null;
			return {contents: direct(text, behind), loader: path.endsWith('x') ? 'tsx' : 'ts'};
		});
	},
};

/** Which file each name of a door comes from. */
function namesOf(file) {
	const exported = readFileSync(file, 'utf8').matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';/gm);
	return new Map(
		[...exported].flatMap(([, list, from]) =>
			namesIn(list).map(({name, as}) => [as, {name, from: resolve(dirname(file), from).replace(/\.js$/, '')}]),
		),
	);
}

const namesIn = list =>
	list
		.split(',')
		.map(one => one.trim())
		.filter(one => one !== '' && !one.startsWith('type '))
		.map(one => {
			const [name, as = name] = one.replace(/^type /, '').split(/ as |: /);
			return {name, as};
		});

function direct(text, behind) {
	return text
		.replace(imported, (statement, keyword, list, door) => {
			const names = namesIn(list).map(({name, as}) => ({as, found: behind(door, name)}));
			if (names.some(({found}) => found === null)) return statement;
			return names.map(({as, found}) => `${keyword} {${found.name} as ${as}} from '${found.from}';`).join(' ');
		})
		.replace(parts, (statement, list, door) => {
			const names = namesIn(list).map(({name, as}) => ({as, found: behind(door, name)}));
			if (names.some(({found}) => found === null)) return statement;
			return `const ${names.map(({as, found}) => `{${found.name}: ${as}} = await import('${found.from}')`).join(', ')}`;
		})
		.replace(part, (expression, door, name) => {
			const found = behind(door, name);
			return found === null ? expression : `(await import('${found.from}')).${found.name}`;
		});
}
