import {defineRule} from '../rule.js';
import {judgeSteps} from './shared/steps.js';

/** `chmod u+s`, `chmod +s`, `chmod 4755`, `install -m 4755`. Four digits that begin with 2, 4 or 6 set it; `a-s` takes it away. */
const ADDS_SETUID =
	/\bchmod\s+(?:-\S+\s+)*(?:[ugo]*[ug][ugo]*\+[rwxXt]*s|\+[rwxXt]*s|0?[246][0-7]{3}\b)|\binstall\s+(?:-\S+\s+)*-m\s*0?[246][0-7]{3}\b/;

export default defineRule({
	slug: 'image-adds-setuid',
	title: 'Building the image made a program setuid',
	cis: {},
	severity: 'medium',
	target: 'image',
	attack: 'Somebody decided that a program runs as root whoever starts it: the usual back door, and the usual short cut.',
	references: ['chmod(1)'],

	check: ({image}) => judgeSteps(image, ({kind, instruction}) => kind === 'RUN' && ADDS_SETUID.test(instruction)),

	remedy: () => ({
		text: 'Leave the bit away and give the user what it needs: a file capability (setcap), a group, or a port above 1023.',
		mayBreak: 'What relies on becoming root.',
	}),

	examples: {
		bad: {history: [{CreatedBy: 'RUN /bin/sh -c chmod u+s /usr/bin/helper # buildkit'}]},
		good: {history: [{CreatedBy: 'RUN /bin/sh -c chmod 0755 /usr/bin/helper # buildkit'}]},
	},
});
