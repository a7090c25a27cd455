import {known, trusted} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, fail, pass} from '../rule.js';

export default defineRule({
	slug: 'image-setuid-files',
	title: 'Image contains setuid or setgid programs',
	cis: cisIds('4.8'),
	severity: 'low',
	target: 'image',
	rationale:
		'A setuid program runs as root for every user in the container, a setgid program in another group; a flaw in one is enough to escalate.',
	references: ['chmod(1)', 'find(1)'],

	check: ({image: {setuidFiles, setgidFiles}}) => {
		if (!setuidFiles.known) return cannotTell(setuidFiles.reason);
		if (!setgidFiles.known) return cannotTell(setgidFiles.reason);
		const found = [
			...setuidFiles.value.map(path => ['setuid file', path]),
			...setgidFiles.value.map(path => ['setgid file', path]),
		];
		return found.length === 0
			? pass({source: 'image', path: 'setuid and setgid files', value: 0})
			: fail(...found.map(([path = '', value = '']) => ({source: 'image', path, value})));
	},

	remedy: () => ({
		text: 'Remove the bits in the last step: RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} +; or run with --security-opt no-new-privileges:true.',
		mayBreak: 'su, sudo, ping and passwd in the container.',
	}),

	examples: {
		bad: {facts: {setuidFiles: known([]), setgidFiles: known([trusted('/usr/bin/chage')])}},
		good: {facts: {setuidFiles: known([]), setgidFiles: known([])}},
	},
});
