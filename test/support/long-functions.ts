import {writeFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {isFunctionLikeDeclaration, type Node, type SourceFile} from 'typescript/unstable/ast';
import {API} from 'typescript/unstable/sync';
import {temporaryFolder} from './temporary-folder.js';

/** `src/base/engine/reader.ts createReader`, with its lines. */
export type Lengths = Readonly<Record<string, number>>;

/** Nothing but the files: no libraries, no types, nothing that they import. */
const onlyParsed = {noResolve: true, noLib: true, types: [], jsx: 'preserve', module: 'esnext'};

/** The functions in these folders that are longer than so many lines, without the comment above them; one inside of another counts for both. */
export function functionsLongerThan(most: number, root: string, folders: readonly string[]): Lengths {
	const config = join(temporaryFolder(), 'tsconfig.json');
	writeFileSync(config, JSON.stringify({compilerOptions: onlyParsed, include: folders.map(folder => join(root, folder))}));
	const api = new API({cwd: root});
	try {
		const [project] = api.updateSnapshot({openProjects: [config]}).getProjects();
		const files = project?.rootFiles.map(file => project.program.getSourceFile(file)) ?? [];
		if (files.length === 0 || files.includes(undefined)) throw new Error(`the files of ${root} cannot be read`);
		const found = files.flatMap(file => (file === undefined ? [] : longFunctions(file, most, relative(root, file.fileName))));
		return Object.fromEntries(found.toSorted(([, a], [, b]) => a - b));
	} finally {
		api.close();
	}
}

function longFunctions(source: SourceFile, most: number, path: string): (readonly [string, number])[] {
	const found: (readonly [string, number])[] = [];
	const visit = (node: Node): void => {
		if (isFunctionLikeDeclaration(node) && node.body !== undefined) {
			const lines = node.getText(source).split('\n').length;
			if (lines > most) found.push([`${path} ${nameOf(node, source)}`, lines]);
		}
		node.forEachChild(visit);
	};
	visit(source);
	return found;
}

/** One without a name has that of what it is given to. */
function nameOf(node: Node, source: SourceFile): string {
	for (let at: Node | undefined = node; at !== undefined; at = at.parent)
		if ('name' in at && typeof at.name === 'object') return (at.name as Node).getText(source);
	return '(without a name)';
}
