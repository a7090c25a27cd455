import {bracketed, reachWords} from '../../base/index.js';
import {type AssessedContainer, gradeWords} from '../../judge/index.js';
import {sha256} from './bundle.js';
import type {Collected} from './collect.js';

export type About = {
	readonly container: AssessedContainer;
	readonly engine: string;
	/** Names of containers on its networks, with the network. */
	readonly neighbours: readonly string[];
	/** RFC 3339. */
	readonly at: string;
	readonly version: string;
};

/** The table of contents: what a person reads first. */
export function contentsOf({container, engine, neighbours, at, version}: About, {files, empty, missing}: Collected): string {
	const {facts, risk, attackPaths, reach, badges} = container;
	return `${[
		`Incident bundle of the container ${facts.name}`,
		'',
		`  id          ${facts.id}`,
		`  image       ${facts.image} (${facts.imageId})`,
		`  state       ${facts.status}${facts.startedAt === null ? '' : `, started ${facts.startedAt}`}${facts.status === 'running' ? '' : `, exit code ${facts.exitCode ?? 'unknown'}`}`,
		`  engine      ${engine}`,
		`  collected   ${at} by dockscope ${version}, by reading only: the container was not stopped, entered or changed`,
		`  grade       ${gradeWords(risk)}   ${badges.map(({word}) => word).join(' ')}`,
		'',
		'Who can reach its ports',
		...listed(
			reach.map(
				one =>
					`${one.port.port}/${one.port.protocol}${one.at === null ? '' : ` at ${bracketed(one.at.address)}:${one.at.hostPort}`}: ${reachWords(one)}`,
			),
		),
		'Containers on its networks: each can reach the other, unless the network forbids it',
		...listed(neighbours),
		'Attack paths through it',
		...listed(attackPaths.map(({severity, hops}) => `${severity}: ${hops.map(({label}) => label).join(' → ')}`)),
		'Files',
		...files.map(({name, about, text}) => `  ${name.padEnd(22)} ${about}\n${' '.repeat(25)}sha256 ${sha256(text)}`),
		'',
		...(empty.length === 0 ? [] : ['Read, and empty', ...empty.map(({name, about}) => `  ${name.padEnd(22)} ${about}`), '']),
		...(missing.length === 0 ? [] : ['Not collected', ...missing.map(({what, why}) => `  ${what.padEnd(22)} ${why}`), '']),
		'Values that look like secrets are masked. Contents of changed files are not in the bundle, only their hashes; copy them with',
		`docker cp before the container is removed. sha256sum --check SHA256SUMS checks the files.`,
	].join('\n')}\n`;
}

const listed = (lines: readonly string[]): string[] => [...(lines.length === 0 ? ['  none'] : lines.map(one => `  ${one}`)), ''];
