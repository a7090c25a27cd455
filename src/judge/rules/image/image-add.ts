import {cannotTell, cisIds, defineRule, fail, failAs, pass} from '../rule.js';
import {type ImageStep, inHistory, stepCount, stepsOf} from './shared/steps.js';

export default defineRule({
	slug: 'image-add',
	title: 'Image uses ADD where COPY would do',
	cis: cisIds('4.9'),
	severity: 'low',
	target: 'image',
	rationale: 'ADD unpacks archives and fetches URLs: another server decides at build time what the image contains.',
	references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],

	check: ({image}) => {
		if (!image.history.known) return cannotTell(image.history.reason);
		const added = stepsOf(image).filter(
			(step, index, steps) => step.kind === 'ADD' && !isBaseSystem(step, steps.slice(index + 1)),
		);
		if (added.length === 0) return pass(stepCount(image));
		const remote = added.some(
			({instruction}) => /\b(?:https?|ftp|git|ssh):\/\/|\bgit@/.test(instruction) && !instruction.includes('--checksum='),
		);
		const evidence = added.map(inHistory);
		return remote
			? failAs({severity: 'high', detail: 'it fetches from the network without verification'}, ...evidence)
			: fail(...evidence);
	},

	remedy: () => ({
		text: 'Use COPY for files of the build context; for downloads, ADD --checksum=sha256:… or a RUN that verifies what it fetched.',
		mayBreak: 'Archives are no longer unpacked automatically.',
	}),

	examples: {
		bad: {history: [{CreatedBy: 'ADD https://files.example/tool /usr/bin/tool # buildkit'}]},
		good: {history: [{CreatedBy: 'COPY app /app # buildkit'}, {CreatedBy: '/bin/sh -c #(nop) ADD file:1a2b3c in / '}]},
	},
});

/** How a base image gets its files: an archive, or what the builder made of one, at the root, before which there is nothing yet. */
const isBaseSystem = ({instruction}: ImageStep, before: readonly ImageStep[]): boolean =>
	(/^ADD (?:file|dir|multi):\S+ in \/ *$/.test(instruction) ||
		/^ADD \S+\.(?:tar|tar\.\w+|tgz|txz|tzst) \/ *$/.test(instruction)) &&
	before.every(({size, kind}) => size === 0 && kind !== 'RUN' && kind !== 'COPY' && kind !== 'ADD');
