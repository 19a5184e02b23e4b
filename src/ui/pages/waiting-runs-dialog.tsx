import { Dialog } from '../parts/dialog.tsx';
import { waitingQuestion } from '../state/waiting-question.ts';

/** Asks what to do with waiting runs when something is about to stop their automation. */
export function WaitingRuns() {
  const question = waitingQuestion.value;
  if (question === null) return null;
  const { identifier, deed, count, answer } = question;
  const choose = (event: SubmitEvent) => {
    event.preventDefault();
    const how = new FormData(event.currentTarget as HTMLFormElement).get('how');
    answer(how === 'finish' ? 'finish' : 'cancel');
  };
  return (
    <Dialog
      title={
        <>
          {deed} <bdi>{identifier}</bdi>
        </>
      }
      onClose={() => answer(null)}
    >
      {(close) => (
        <form class="dialog-form" onSubmit={choose}>
          <p>{count} for an attempt. What should happen to them?</p>
          <fieldset class="group plain">
            <legend class="visually-hidden">Waiting runs</legend>
            <label class="check">
              <input type="radio" name="how" value="cancel" checked /> Cancel them
            </label>
            <label class="check">
              <input type="radio" name="how" value="finish" /> Let them finish
            </label>
          </fieldset>
          <p class="muted help">A call in progress ends either way.</p>
          <div class="actions">
            <button class="button danger" type="submit">
              {deed}
            </button>
            <button class="button" type="button" onClick={close}>
              Keep it
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
