// What `index.ts` of a folder of rules or of detections holds, made from the names of the files beside it.
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
	const isOneRule = name => name.startsWith(`${folder}-`);
	return renderFolderIndex({
		type,
		from: '../rule.js',
		names: filesOf(`../src/judge/rules/${folder}`),
		what: `Every rule whose target is ${folder === 'container' || folder === 'image' ? article(folder) : `the ${folder}`}.`,
		list: `${folder}Rules`,
		isOne: isOneRule,
	});
}

/** The index of the detections. Only files whose names begin with `runtime-` are detections: the others help them. */
export const renderDetectionModule = () =>
	renderFolderIndex({
		type: 'AnyDetection',
		from: './detection.js',
		names: filesOf('../src/record/recorder/detections').filter(name => name.startsWith('runtime-')),
		what: 'Every detection.',
		list: 'detections',
		isOne: () => true,
	});

function renderFolderIndex({type, from, names, what, list, isOne}) {
	return `${[
		'// Written by `npm run docs:rules` from the files of this folder: do not edit it.',
		`import type {${type}} from '${from}';`,
		...names.map(name => `import ${camelCase(name)} from './${name}.js';`),
		'',
		`/** ${what} */`,
		`export const ${list}: readonly ${type}[] = [`,
		...names.map(name => `\t${isOne(name) ? '' : '...'}${camelCase(name)},`),
		'];',
	].join('\n')}\n`;
}

const filesOf = folder =>
	readdirSync(new URL(folder, import.meta.url))
		.filter(file => file.endsWith('.ts') && file !== 'index.ts')
		.map(file => file.slice(0, -'.ts'.length))
		.sort();

const article = noun => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

const camelCase = name => name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
