import {type SafeText, safe, trusted} from '../../base/index.js';
import {findRule} from '../rules/index.js';
import type {AssessedContainer} from './assessment.js';
import {gradeWords} from './grade-words.js';
import {comparePostures, postureOf} from './posture.js';

/**
 * Why the grade of a container is another one after more was asked about it, which is no event: `web: B 18 → F 77: seen now: Interactive shell
 * session is running`. `null` where it is the same.
 */
export function gradeNotice(before: AssessedContainer | null, now: AssessedContainer | null): SafeText | null {
	if (before === null || now === null || before.risk.score === now.risk.score) return null;
	const {worse, better} = comparePostures(postureOf([before]), postureOf([now]));
	const titleOf = (rule: string) => trusted(findRule(rule)?.title ?? rule);
	const [found] = worse;
	const [gone] = better;
	const why =
		found !== undefined && now.risk.sum > before.risk.sum
			? safe`: seen now: ${titleOf(found.rule)}`
			: gone !== undefined
				? safe`: seen now that "${titleOf(gone.rule)}" does not count`
				: trusted('');
	return safe`${now.facts.name}: ${gradeWords(before.risk)} → ${gradeWords(now.risk)}${why}`;
}
