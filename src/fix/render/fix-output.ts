import {join} from 'node:path/posix';
import {
	type ContainerInspect,
	type ImageInspect,
	isManagedByCompose,
	podOf,
	type SafeText,
	sanitise,
	shellQuote,
	trusted,
} from '../../base/index.js';
import type {HardenedView} from '../hardening-case.js';
import {asRequested} from '../reconstruct/podman-answer.js';
import {apparmorProfile} from './apparmor.js';
import {composeOutput} from './compose.js';
import {addedFlags, diffText} from './diff.js';
import {multiLine} from './docker-run.js';
import type {OutputFile, OutputFormat} from './output-format.js';
import {quadlet} from './quadlet.js';
import {replacementText, shellNote} from './replace.js';
import {seccompProfile} from './seccomp.js';
import {secretSteps} from './secret-steps.js';

export type FixOutput = {
	/** Ends with a newline, and has no other control characters. */
	readonly text: string;
	/** Suggested file name; `null` for a command. */
	readonly fileName: string | null;
	readonly command: string | null;
	/** How to return to what was there before; `null` for a format that does not say so. */
	readonly back: string | null;
	readonly warnings: readonly SafeText[];
};

export function hardeningOutput(format: OutputFormat, view: HardenedView, image: ImageInspect | null): FixOutput {
	const {before, after} = view;
	const {program} = after;
	const [was, is] = asked(view, image);
	switch (format) {
		case 'run':
			return plain(`${multiLine(after)}\n`);
		case 'flags':
			return plain(`${addedFlags(before, after)}\n`);
		case 'diff':
			return plain(`${diffText(before, after)}\n`);
		case 'replace':
			return isOfCompose(was) ? leavesProject(replacementText(view.replacement)) : plain(replacementText(view.replacement));
		case 'compose':
			return file(composeFile(view, image), composeFirst(view));
		case 'quadlet':
			return file(quadlet(after), [...firstWarnings(view), ...secretsFirst(view)]);
		case 'seccomp':
			return file(seccompProfile(is, program));
		case 'apparmor':
			return file(apparmorProfile(is, view.written, program));
	}
}

/** The container before and after, as it was requested. */
function asked({inspect, after: {program}}: HardenedView, image: ImageInspect | null): [ContainerInspect, ContainerInspect] {
	const one = (given: ContainerInspect): ContainerInspect => (program === 'podman' ? asRequested(given, image) : given);
	return [one(inspect.before), one(inspect.after)];
}

const composeFile = (view: HardenedView, image: ImageInspect | null): OutputFile =>
	composeOutput(...asked(view, image), image, {...view, secrets: view.after.secrets});

/** The override for a container of Compose, with its commands and warnings; `null` for another. */
export function overrideOf(view: HardenedView, image: ImageInspect | null) {
	if (!isOfCompose(view.inspect.before)) return null;
	const made = composeFile(view, image);
	return {
		path: placeOf(made),
		text: made.text,
		command: made.command,
		rollBack: made.back ?? null,
		warnings: [...composeFirst(view), ...made.warnings].map(sanitise),
	};
}

const plain = (text: string): FixOutput => ({text, fileName: null, command: null, back: null, warnings: []});

/** What mounts a file with a secret cannot start before it is written. */
function secretsFirst({inspect, after: {program, secrets}}: HardenedView): readonly string[] {
	const inFiles = secrets.filter(({file: place}) => place?.kind === 'value');
	if (inFiles.length === 0) return [];
	const container = shellQuote((inspect.before.Name ?? inspect.before.Id).replace(/^\//, ''));
	return [`write its secrets first: ( ${secretSteps(inFiles, program, {container}).join(' && ')} )`];
}

/** What a unit does not create. */
const firstWarnings = ({after: {before}}: HardenedView): readonly string[] => before.map(command => `run first: ${command}`);

/** A Compose file creates networks and companions itself, and copies no data. */
const composeFirst = (view: HardenedView): readonly string[] => [
	...firstWarnings(view).filter(text => / run --rm /.test(text)),
	...leftPod(view),
	...secretsFirst(view),
];

/** The Podman pod that the container is no longer in: Compose cannot express it. */
function leftPod({inspect, after: {program}}: HardenedView): readonly string[] {
	const pod = program === 'podman' ? podOf(inspect.before, true) : null;
	if (pod === null) return [];
	return [
		`it leaves its pod ${pod.id.slice(0, 12)}: the ports of the pod no longer reach it, and the other containers of the pod no longer reach it on 127.0.0.1`,
	];
}

/** The one way back: for a container of Compose that of its project, for another that after `replace`. */
export function wayBack(view: HardenedView, image: ImageInspect | null): string {
	return overrideOf(view, image)?.rollBack ?? view.replacement.rollBack;
}

const isOfCompose = ({Config: config = {}}: ContainerInspect): boolean => isManagedByCompose(config.Labels);

/** Said above the commands too: they are copied without the warnings. */
const leavesProject = (text: string): FixOutput => ({
	...plain(
		[
			...shellNote('WARNING', `this takes the container out of its Compose project:\n${whyNotReplace}.\nUse --format compose.`),
			'',
			text,
		].join('\n'),
	),
	warnings: [replaceWarning],
});

const whyNotReplace =
	'the next docker compose up starts the old container again, next to the new one or failing on its ports; once the old one is removed, it fails because the container name is already in use';

/** For a container of Compose. */
export const replaceWarning: SafeText = trusted(
	`do not use replace for a container of Compose: ${whyNotReplace}; --format compose keeps it in its project`,
);

function file(made: OutputFile, more: readonly string[] = []): FixOutput {
	const {command, back = null} = made;
	const steps = [`write it as ${placeOf(made)}, then: ${command}`, ...(back === null ? [] : [`to go back: ${back}`])];
	return {...made, back, warnings: [...more, ...made.warnings, ...steps].map(sanitise)};
}

const placeOf = ({folder, fileName}: OutputFile): string => (folder === undefined ? fileName : join(folder, fileName));
