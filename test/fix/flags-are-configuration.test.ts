import {describe, expect, it} from 'vitest';
import {csvFields} from '../../src/base/text/csv-line.js';
import {planHardening} from '../../src/fix/plan/index.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {applyChange, type Change, flagsOf} from '../../src/judge/changes/change.js';
import {bindingsOf} from '../../src/judge/changes/options/network-options.js';
import {option, type RunOption} from '../../src/judge/changes/run-option.js';
import {assessExample, everyExample, inspectOfExample, isConfigured} from '../support/changed-example.js';
import {evidenceOf} from './subject.js';

/** One text for each option that a command can spell in several ways. */
function plain({name, value}: RunOption): string[] {
	switch (name) {
		// Declared by the publication of a port that the image does not expose; the engine adds it.
		case '--expose':
		// Follows from the namespace, which another option names.
		case '--hostname':
			return [];
		case '--publish':
			return bindingsOf(value ?? '').map(({key, binding}) => `${name} ${binding.HostIp}:${binding.HostPort}:${key}`);
		case '--mount':
			return [`${name} ${csvFields(value ?? '').sort()}`];
		case '--network':
			return value === 'bridge' || value === 'default' ? [] : [`${name} ${value?.replace(/^container:.*/, 'container:')}`];
		case '--security-opt':
			return [`${name} ${value?.replace(/^seccomp=.*\.json$/, 'seccomp=FILE')}`];
		case '--pid':
		case '--ipc':
		case '--cgroupns':
			if (value === 'private') return [];
			return [`${name} ${value?.replace(/^container:.*/, 'container:')}`];
		case '--gpus':
			return [`${name} ${value?.replaceAll('"', '')}`];
		default:
			return [value === null ? name : `${name} ${value}`];
	}
}

/** What the policy asks for may be any option; what the client does for --use-api-socket leaves no option behind. */
const elsewhere: readonly string[] = ['container-required-flags', 'container-registry-credentials'];

/** The options of the command with those of the change taken out and added, as a person edits it. */
function edited(options: readonly RunOption[], {remove, add}: Change): string[] {
	const gone = remove.flatMap(plain);
	const isGone = (text: string) => gone.some(one => one === text || (/^--env [^=]*$/.test(one) && text.startsWith(`${one}=`)));
	const all = [...new Set([...options.flatMap(plain).filter(text => !isGone(text)), ...add.flatMap(plain)])].sort();
	// A mount takes the place of the volume that the image or `-v PATH` asks for there.
	const isTaken = (path: string) => all.some(other => other.startsWith('--volume ') && other.includes(`:${path}`));
	return all.filter(text => !text.startsWith('--volume /') || text.includes(':') || !isTaken(text.slice('--volume '.length)));
}

/** With the networks that are joined afterwards, and without the volume that a bind takes the place of. */
function commandOf(inspect: ReturnType<typeof inspectOfExample>): RunOption[] {
	const {options, after} = reconstruct(inspect, null).command;
	return [...options, ...after.map(words => option('--network', words.at(-2) ?? ''))];
}

describe('the flags of a change and the configuration that is judged again', () => {
	it.each(everyExample.filter(([, example]) => isConfigured(example)))('are the same: %s', (_, example) => {
		const assessed = assessExample(example);
		const before = inspectOfExample(example);
		const remedies = assessed.verdicts.flatMap(({rule, remedy}) => (remedy === null || elsewhere.includes(rule) ? [] : [remedy]));
		// What follows up on the changes before it is more than its flags; an env file is no part of the configuration.
		const planned = planHardening(assessed, evidenceOf()).changes.filter(
			({slug, add}) =>
				!['user', 'image-digest', 'cut:use-api-socket'].includes(slug) && !add.some(({name}) => name === '--env-file'),
		);
		for (const change of [...remedies, ...assessed.attackPaths.map(({cutBy}) => cutBy), ...planned]) {
			const after = [...new Set(commandOf(applyChange(change, before)).flatMap(plain))].sort();
			expect([flagsOf(change), after]).toEqual([flagsOf(change), edited(commandOf(before), change)]);
		}
	});
});
