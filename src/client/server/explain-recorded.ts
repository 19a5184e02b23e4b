import { AppError } from '../../core/error.ts';
import type { AutomationExplanation } from '../../core/views/explanation-view.ts';
import { callServer, type Server } from './call.ts';

/** Returns how the automations of a server answer one of its recorded events. Throws `not_found` for an unknown event. */
export async function explainRecorded(server: Server, eventId: string): Promise<AutomationExplanation[]> {
  const { automations } = await callServer(server, `/v1/events/${encodeURIComponent(eventId)}/explain`);
  if (Array.isArray(automations)) {
    // The service leaves out empty lists.
    return automations.map(
      (one) => ({ errors: [], warnings: [], ...(one as object) }) as unknown as AutomationExplanation,
    );
  }
  throw new AppError(
    'unavailable',
    "The server's answer contains no explanation. Is the server older than this client?",
  );
}
