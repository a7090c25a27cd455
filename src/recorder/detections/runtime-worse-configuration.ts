import {safe, trusted} from '../../terminal/safe-text.js';
import {defineDetection} from './detection.js';

/** Findings named in the words. */
const named = 3;

export default defineDetection({
	slug: 'runtime-worse-configuration',
	title: 'Configuration worse than before',
	severity: 'medium',
	needs: 'posture',
	rationale: 'The workload was created again, or changed, with less protection than it had.',
	remedy: 'Compare the findings of the two (dockscope inspect), and restore what was removed.',
	harmless: 'A change that was meant.',
	references: ['https://docs.docker.com/engine/security/'],
	on: 'posture',
	detect({before, now}) {
		if (before === null || now.score <= before.score) return null;
		const fresh = now.findings.filter(slug => !before.findings.includes(slug));
		const list = trusted(fresh.slice(0, named).join(', '));
		const more = fresh.length > named ? safe` and ${fresh.length - named} more` : trusted('');
		const why = fresh.length > 0 ? safe`: new ${list}${more}` : trusted('');
		return safe`grade ${before.grade} (${before.score}) to ${now.grade} (${now.score})${why}`;
	},
	examples: {
		bad: {
			activity: {
				kind: 'posture',
				image: trusted('shop:2'),
				before: {grade: trusted('B'), score: 20, findings: []},
				now: {grade: trusted('F'), score: 90, findings: [trusted('container-privileged')]},
			},
		},
		good: {
			activity: {
				kind: 'posture',
				image: trusted('shop:2'),
				before: {grade: trusted('B'), score: 20, findings: []},
				now: {grade: trusted('A'), score: 5, findings: []},
			},
		},
	},
});
