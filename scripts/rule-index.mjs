// What `index.ts` of a folder of rules holds, made from the names of the files beside it.
import {readdirSync} from 'node:fs';

/** Folders of src/judge/rules, which are also what the slugs of their rules begin with, and the type of a rule in each. */
export const ruleFolders = {
	container: 'ContainerRule',
	image: 'ImageRule',
	engine: 'EngineRule',
	host: 'HostRule',
	swarm: 'SwarmRule',
};

/**
 * The index of one folder as TypeScript. A file whose name begins with the folder's (`host-core-pattern.ts`) exports one rule, which has
 * the name of the file; any other file (`file-permissions.ts`) exports a list of rules.
 *
 * @param {keyof typeof ruleFolders} folder
 */
export function renderRuleIndex(folder) {
	const type = ruleFolders[folder];
	const names = readdirSync(new URL(`../src/judge/rules/${folder}`, import.meta.url))
		.filter(file => file.endsWith('.ts') && file !== 'index.ts')
		.map(file => file.slice(0, -'.ts'.length))
		.sort();
	const isOneRule = name => name.startsWith(`${folder}-`);
	return `${[
		'// Written by `npm run docs:rules` from the files of this folder: do not edit it.',
		`import type {${type}} from '../rule.js';`,
		...names.map(name => `import ${camelCase(name)} from './${name}.js';`),
		'',
		`/** Every rule whose target is ${folder === 'container' || folder === 'image' ? article(folder) : `the ${folder}`}. */`,
		`export const ${folder}Rules: readonly ${type}[] = [`,
		...names.map(name => `\t${isOneRule(name) ? '' : '...'}${camelCase(name)},`),
		'];',
	].join('\n')}\n`;
}

const article = noun => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

const camelCase = name => name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
