import type {ImageFacts} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, failAs, pass} from '../rule.js';
import {commandsOf, type ImageStep, inHistory, stepCount, stepsOf} from './shared/steps.js';

const MANAGER = '^(?:apt-get|apt|apk|yum|dnf|microdnf|tdnf|zypper)(?:\\s+-\\S+)*\\s+';
const INSTALLS = new RegExp(`${MANAGER}(?:install|add|in)\\s`);
const REMOVES = new RegExp(`${MANAGER}(?:purge|remove|autoremove|del|rm)\\s`);

/** Programs that help an intruder on; removed again in the same step they do no harm. */
const TOOLS =
	/^(gcc|g\+\+|make|cmake|build-essential|build-base|netcat(-\w+)?|ncat|nmap(-ncat)?|socat|telnet|tcpdump|strace|gdb|openssh(-\w+)?|sudo|git|ftp|tftp)$/;

export default defineRule({
	slug: 'image-tools',
	title: 'Image contains tools a service does not need',
	cis: cisIds('4.3'),
	severity: 'low',
	target: 'image',
	rationale: 'Compilers, download tools and remote shells are what an intruder would otherwise have to bring.',
	references: ['https://docs.docker.com/build/building/best-practices/', 'https://docs.docker.com/build/building/multi-stage/'],

	check: ({image}) => {
		if (!image.history.known) return cannotTell(image.history.reason);
		const steps = toolSteps(image);
		if (steps.length === 0) return pass(stepCount(image));
		const names = [...new Set(steps.flatMap(({tools}) => tools))];
		return failAs({detail: names.join(', ')}, ...steps.map(({step}) => inHistory(step)));
	},

	remedy: ({image}) => ({
		text: `Use a multi-stage build and copy only the result into a small base image; leave out ${[...new Set(toolSteps(image).flatMap(({tools}) => tools))].join(', ')}.`,
		mayBreak: 'Health checks and entrypoints that call such a tool.',
	}),

	examples: {
		bad: {history: [{CreatedBy: 'RUN /bin/sh -c apt-get update && apt-get install -y gcc netcat-openbsd # buildkit'}]},
		good: {history: [{CreatedBy: 'RUN /bin/sh -c apt-get update && apt-get install -y nginx # buildkit'}]},
	},
});

function toolSteps(image: ImageFacts): {step: ImageStep; tools: string[]}[] {
	return stepsOf(image).flatMap(step => {
		const commands = commandsOf(step);
		const removed = new Set(commands.filter(command => REMOVES.test(command)).flatMap(wordsOf));
		// A group that goes again with all that came with it: `apk add --virtual .build gcc … apk del .build`.
		if ([...removed].some(word => /^[.$]/.test(word))) return [];
		const words = commands.filter(command => INSTALLS.test(command)).flatMap(wordsOf);
		const tools = words.map(word => word.split(/[=:]/)[0] ?? '').filter(word => TOOLS.test(word) && !removed.has(word));
		return tools.length === 0 ? [] : [{step, tools}];
	});
}

const wordsOf = (command: string): string[] => command.split(/\s+/);
