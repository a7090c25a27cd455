import {known} from '../../answers/index.js';
import {trusted} from '../../terminal/safe-text.js';
import {cannotTell, defineRule, fail, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';

export default defineRule({
	slug: 'image-setuid-files',
	title: 'Image contains setuid or setgid programs',
	cis: cisIds('4.8'),
	severity: 'low',
	target: 'image',
	rationale: 'Each lets a user in the container act as its root; a flaw in one is enough to escalate.',
	references: ['chmod(1)', 'find(1)'],

	check: ({image: {setuidFiles}}) => {
		if (!setuidFiles.known) return cannotTell(setuidFiles.reason);
		return setuidFiles.value.length === 0
			? pass({source: 'image', path: 'setuid and setgid files', value: 0})
			: fail(...setuidFiles.value.map(path => ({source: 'image', path: 'setuid or setgid file', value: path})));
	},

	remedy: () => ({
		text: 'Remove the bits in the last step: RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} +; or run with --security-opt no-new-privileges:true.',
		mayBreak: 'su, sudo, ping and passwd in the container.',
	}),

	examples: {
		bad: {facts: {setuidFiles: known([trusted('/usr/bin/su')])}},
		good: {facts: {setuidFiles: known([])}},
	},
});
