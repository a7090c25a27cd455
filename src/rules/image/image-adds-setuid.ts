import {defineRule} from '../rule.js';
import {commandsOf, judgeSteps, type Step} from './shared/steps.js';

/** `u+s`, `+s`, `4755` and the like; setgid alone is how directories keep their group. */
const MODE = /^(?:(?=[ugoa]*[ua])[ugoa]+\+[rwxXt]*s|\+[rwxXt]*s|0?[4-7][0-7]{3}$)/;

const addsSetuid = (step: Step): boolean => {
	if (/--chmod=0?[4-7][0-7]{3}\b/.test(step.instruction)) return step.kind === 'COPY' || step.kind === 'ADD';
	return step.kind === 'RUN' && commandsOf(step).some(command => isSetuidCommand(command.split(/\s+/)));
};

function isSetuidCommand([program, ...words]: string[]): boolean {
	if (program === 'chmod') return MODE.test(words.find(word => !word.startsWith('-')) ?? '');
	return program === 'install' && words.some((word, index) => words[index - 1] === '-m' && MODE.test(word));
}

export default defineRule({
	slug: 'image-adds-setuid',
	title: 'Building the image made a program setuid',
	cis: {},
	severity: 'medium',
	target: 'image',
	attack: 'Somebody decided that a program runs as root whoever starts it: the usual back door, and the usual short cut.',
	references: ['chmod(1)'],

	check: ({image}) => judgeSteps(image, addsSetuid),

	remedy: () => ({
		text: 'Leave the bit away and give the user what it needs: a file capability (setcap), a group, or a port above 1023.',
		mayBreak: 'What relies on becoming root.',
	}),

	examples: {
		bad: {history: [{CreatedBy: 'RUN /bin/sh -c chmod u+s /usr/bin/helper # buildkit'}]},
		good: {history: [{CreatedBy: 'RUN /bin/sh -c chmod 0755 /usr/bin/helper # buildkit'}]},
	},
});
