/** The links of a report to the commit, the job and files on GitHub. */
export type ReportLinks = {
  /** The short name of the commit that was checked, and its address. */
  commit: { name: string; url: string } | null;
  /** The address of the job, whose summary is the longest report. */
  job: string | null;
  /** The address of a line of a file in that commit; null without a commit. */
  blob(file: string, line?: number): string | null;
};

/** Links for a report outside of any job. */
const noLinks: ReportLinks = { commit: null, job: null, blob: () => null };

/** The parts of GitHub's addresses. */
type AddressParts = {
  /** Such as `https://github.com`. */
  server: string | undefined;
  /** `owner/repo`. */
  repository: string;
  /** The full name of the commit that was checked, empty when unknown. */
  commit: string;
  run: string | undefined;
};

/** Creates the links of a job; unknown parts get no links. */
export function linksOf({ server, repository, commit, run }: AddressParts): ReportLinks {
  if (!server || !/^https?:\/\/[\w.:-]+(?:\/[\w./-]*)?$/.test(server) || !repository) return noLinks;
  const base = `${server.replace(/\/+$/, '')}/${encoded(repository)}`;
  const isCommit = /^[0-9a-f]{40,64}$/.test(commit);
  return {
    commit: isCommit ? { name: commit.slice(0, 7), url: `${base}/commit/${commit}` } : null,
    job: run && /^\d+$/.test(run) ? `${base}/actions/runs/${run}` : null,
    blob(file, line) {
      if (!isCommit) return null;
      return `${base}/blob/${commit}/${encoded(file)}${line === undefined ? '' : `#L${line}`}`;
    },
  };
}

/** The address of the documentation of an issue's code. */
export function docsOf(code: string): string {
  // As GitHub names the heading of a section.
  const anchor = code.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '');
  return `https://github.com/catalog-automations/catalog-automations/blob/main/docs/issues.md#${anchor}`;
}

function encoded(path: string): string {
  return path.split('/').map(encodedStep).join('/');
}

/** Encodes a step of an address for Markdown, where parentheses would end the link: senders choose the ids of events. */
export function encodedStep(step: string): string {
  return encodeURIComponent(step).replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
}
