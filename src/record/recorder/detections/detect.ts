import type {SafeText} from '../../../base/index.js';
import type {Activity, ActivityContext} from '../activity.js';
import type {Detection} from './detection.js';
import {detections} from './index.js';

export const detectionSlugs: readonly string[] = detections.map(({slug}) => slug);

/** Detections by the kind of activity that they look at. */
const byKind = new Map<Activity['kind'], readonly Detection[]>();
for (const one of detections) byKind.set(one.on, [...(byKind.get(one.on) ?? []), one as Detection]);

/** What an activity raises, with the words for it. */
export function detect(
	activity: Activity,
	context: ActivityContext,
): {readonly rule: Pick<Detection, 'slug' | 'severity' | 'title'>; readonly text: SafeText}[] {
	return (byKind.get(activity.kind) ?? []).flatMap(rule => {
		const text = rule.detect(activity, context);
		return text === null ? [] : [{rule, text}];
	});
}
