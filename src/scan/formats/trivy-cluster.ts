import {at, first, list, rawText, texts} from './json.js';

/** `trivy k8s --format json`: `Resources` or, in older versions and summaries, `Findings` or a list for each kind of check. */
const clusterLists = ['Resources', 'Findings', 'Vulnerabilities', 'Misconfigurations'] as const;

export const isTrivyCluster = (document: unknown): boolean =>
	at(document, 'ClusterName') !== undefined && clusterLists.some(key => Array.isArray(at(document, key)));

/**
 * One of Trivy's own reports for each image of a cluster. What it says of workloads (their configuration) belongs to none of the images.
 *
 * @source aquasecurity/trivy pkg/k8s/report
 */
export function clusterImages(document: unknown): readonly unknown[] {
	const images = new Map<string, unknown[]>();
	for (const resource of clusterLists.flatMap(key => list(at(document, key)))) {
		let image = first(...list(at(resource, 'Metadata')).flatMap(one => texts(at(one, 'RepoTags')))) ?? '';
		for (const result of list(at(resource, 'Results'))) {
			const isImage = ['os-pkgs', 'lang-pkgs', 'secret', 'license'].includes(rawText(at(result, 'Class')));
			// A resource with several images lists them one after the other, each with the packages of its system first.
			if (at(result, 'Class') === 'os-pkgs') image = rawText(at(result, 'Target')).replace(/ \([^()]*\)$/, '');
			if (isImage) images.set(image, [...(images.get(image) ?? []), result]);
		}
	}
	return [...images].map(([ArtifactName, Results]) => ({SchemaVersion: 2, ArtifactName, Results}));
}
