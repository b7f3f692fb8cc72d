DROP INDEX "runs_one_active_per_thread";--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "requests" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "resumable" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "approved_tools" text DEFAULT '[]' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_active_per_thread" ON "runs" USING btree ("thread_id") WHERE "runs"."status" in ('queued', 'in_progress', 'awaiting_tools', 'awaiting_answers', 'cancelling');