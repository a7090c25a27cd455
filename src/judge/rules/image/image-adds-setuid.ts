import {defineRule} from '../rule.js';
import {commandsOf, type ImageStep, judgeSteps} from './shared/steps.js';

/** `4755`, and a clause such as `u+s`, `+s`, `ug+xs` or `u=rwxs` among several; only setgid is how directories keep their group. */
const NUMBER = /^0*[4-7][0-7]{3}$/;
const CLAUSE = /^(?:(?=[go]*[ua])[ugoa]+|)[-+=rwxXt]*[+=][rwxXtugo]*s/;

const isSetuid = (mode: string): boolean => NUMBER.test(mode) || mode.split(',').some(clause => CLAUSE.test(clause));

function addsSetuid(step: ImageStep): boolean {
	const copied = /^(?:COPY|ADD) (?:.* )?--chmod=(\S+)/.exec(step.instruction)?.[1];
	return isSetuid(copied ?? '') || commandsOf(step).some(command => isSetuidCommand(command.split(/\s+/)));
}

function isSetuidCommand([program, ...words]: string[]): boolean {
	if (program === 'chmod') return isSetuid(unquoted(words.find(word => !/^-[a-zA-Z-]/.test(word)) ?? ''));
	return program === 'install' && isSetuid(unquoted(/(?:^| )(?:-\w*m ?|--mode[= ])(\S+)/.exec(words.join(' '))?.[1] ?? ''));
}

const unquoted = (word: string): string => word.replace(/^(["'])(.*)\1$/, '$2');

export default defineRule({
	slug: 'image-adds-setuid',
	title: 'Image build makes a program setuid',
	cis: {},
	severity: 'medium',
	target: 'image',
	rationale: 'Someone decided that a program runs as root no matter who starts it: a common back door, and a common shortcut.',
	references: ['chmod(1)'],

	check: ({image}) => judgeSteps(image, addsSetuid),

	remedy: () => ({
		text: 'Leave the setuid bit off and grant what the user needs: a file capability (setcap), a group, or a port above 1023.',
		mayBreak: 'Anything that relies on becoming root.',
	}),

	examples: {
		bad: {history: [{CreatedBy: 'RUN /bin/sh -c chmod u+s /usr/bin/helper # buildkit'}]},
		good: {history: [{CreatedBy: 'RUN /bin/sh -c chmod 0755 /usr/bin/helper # buildkit'}]},
	},
});
