import {type HistoryStep, type ImageFacts, sanitise} from '../../../../base/index.js';
import {cannotTell, fail, pass} from '../../rule.js';
import type {Evidence, Judgement} from '../../verdict.js';

/** A step of an image's history, with its place in the engine's answer (newest first). */
export type ImageStep = HistoryStep & {readonly index: number};

/** Characters. An image may hold any history: matching a megabyte takes too long, and no report shows it. */
const LOOKED_AT = 32_768;
const SHOWN = 240;

/** Judges the steps of the history: those that match fail. Without a history the rule is inconclusive. */
export function judgeSteps(image: ImageFacts, isWrong: (step: ImageStep) => boolean): Judgement {
	if (!image.history.known) return cannotTell(image.history.reason);
	const wrong = stepsOf(image).filter(isWrong);
	return wrong.length === 0 ? pass(stepCount(image)) : fail(...wrong.map(inHistory));
}

export const stepsOf = ({history}: ImageFacts): ImageStep[] =>
	(history.known ? history.value : []).map((step, index) => ({
		...step,
		instruction: step.instruction.length > LOOKED_AT ? sanitise(step.instruction.slice(0, LOOKED_AT)) : step.instruction,
		index,
	}));

/** Whether a step runs commands. The classic builder writes `RUN ["apt-get", "update"]` as the bare command, with no word before it. */
export const runsCommands = ({kind, instruction}: ImageStep): boolean => kind === 'RUN' || /^[a-z/]/.test(instruction);

/**
 * The commands that a step runs, each from the name of its program on: what chains them, `sudo -E`, `env`, variables before the
 * command (`DEBIAN_FRONTEND=noninteractive`, build arguments) and the directory of the program are removed.
 */
export const commandsOf = (step: ImageStep): string[] =>
	runsCommands(step)
		? step.instruction
				.replace(/^RUN /, '')
				.split(/[&;|(){}`]+|\s(?:then|do|else|!)(?=\s)/)
				.map(command => command.trim().replace(BEFORE, ''))
				.filter(command => command !== '')
		: [];

const BEFORE =
	/^(?:(?:(?:\/\S*\/)?(?:sudo|env)|exec|command)(?:\s+-\S+)*\s+|[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S*)\s+)*(?:\/\S*\/(?=[\w.+-]))?/;

export const inHistory = ({index, instruction}: ImageStep): Evidence => ({
	source: 'history',
	path: `[${index}]`,
	value: instruction.length > SHOWN ? sanitise(`${instruction.slice(0, SHOWN)}…`) : instruction,
});

export const stepCount = ({history}: ImageFacts): Evidence => ({
	source: 'history',
	path: 'steps',
	value: history.known ? history.value.length : null,
});
